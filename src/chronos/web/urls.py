"""Build the public addresses of videos and moments."""

from uuid import UUID

from chronos.web.format_seconds import seconds_parameter


def video_url(public_url: str, video_id: UUID | str) -> str:
    """Return the address of the video's page."""
    return f"{public_url.rstrip('/')}/videos/{video_id}"


def moment_url(public_url: str, video_id: UUID | str, play_seconds: float) -> str:
    """Return the address of the page that plays the video from `play_seconds`."""
    return f"{video_url(public_url, video_id)}?t={seconds_parameter(play_seconds)}"
