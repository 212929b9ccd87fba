"""Write seconds as a clock, for people."""


def clock(seconds: float) -> str:
    """Return `m:ss` or `h:mm:ss`, rounded down, so that a jump never lands too late."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
