"""Seconds and addresses as people read them."""

from uuid import UUID


def clock(seconds: float) -> str:
    """`m:ss` or `h:mm:ss`, rounded down."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds_parameter(seconds: float) -> str:
    """Seconds for an address, to a hundredth and without idle zeros: `75.5`."""
    return f"{seconds:.2f}".rstrip("0").rstrip(".")


def video_url(public_url: str, video_id: UUID | str) -> str:
    """Where a person watches the video."""
    return f"{public_url.rstrip('/')}/videos/{video_id}"


def moment_url(public_url: str, video_id: UUID | str, play_seconds: float) -> str:
    """Return the address of the page that plays the video from `play_seconds`."""
    return f"{video_url(public_url, video_id)}?t={seconds_parameter(play_seconds)}"
