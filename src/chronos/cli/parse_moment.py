"""Parse a moment as it is typed: a video, `@`, and a time."""

from typing import TYPE_CHECKING

from chronos.cli.note import parse_time
from chronos.cli.resolve_actor import parse_id
from chronos.errors import Invalid
from chronos.model import VideoId

if TYPE_CHECKING:
    from chronos.chat import TaughtMoment


def parse_moment(text: str) -> "TaughtMoment":
    """Return the moment of `ID@1:23` or `ID@1:23-1:40`. Raises Invalid."""
    from chronos.chat import TaughtMoment

    video_id, mark, times = text.partition("@")
    if not mark:
        raise Invalid(f"{text!r} is not a moment. Moments look like ID@1:23 or ID@1:23-1:40.")
    start, _, end = times.partition("-")
    return TaughtMoment(VideoId(parse_id(video_id)), parse_time(start), parse_time(end or start))


def parse_place(text: str) -> tuple[VideoId, float]:
    """Return the video and the second of `ID@1:23`. Raises Invalid."""
    video_id, mark, time = text.partition("@")
    if not mark:
        raise Invalid(f"{text!r} is not a second of a video. Write it as ID@1:23.")
    return VideoId(parse_id(video_id)), parse_time(time)
