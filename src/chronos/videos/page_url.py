"""Build the public addresses of videos and moments."""

from uuid import UUID


def video_url(public_url: str, video_id: UUID | str) -> str:
    """Return the address of the video's page."""
    return f"{public_url.rstrip('/')}/videos/{video_id}"


def moment_url(public_url: str, video_id: UUID | str, play_seconds: float) -> str:
    """Return the address of the page that plays the video from `play_seconds`."""
    return f"{video_url(public_url, video_id)}?t={seconds_parameter(play_seconds)}"


def seconds_parameter(seconds: float) -> str:
    """Return seconds for an address, to a hundredth and without trailing zeros: `75.5`."""
    return f"{seconds:.2f}".rstrip("0").rstrip(".")
