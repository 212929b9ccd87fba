"""Format seconds for people and for addresses."""


def clock(seconds: float) -> str:
    """Return `m:ss` or `h:mm:ss`, rounded down."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds_parameter(seconds: float) -> str:
    """Return seconds for an address, to a hundredth and without trailing zeros: `75.5`."""
    return f"{seconds:.2f}".rstrip("0").rstrip(".")
