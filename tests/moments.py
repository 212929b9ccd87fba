"""Moments for tests of what is made from them."""

from uuid import UUID

from chronos.model import Moment, VideoId


def a_moment(score: float = 0.5, *, text: str = "It is said here.", start: float = 62.4) -> Moment:
    """A moment of a talk that starts playing two seconds before its sentence of three seconds."""
    return Moment(
        video_id=VideoId(UUID(int=1)),
        title="Talk",
        start_seconds=start,
        end_seconds=start + 3,
        play_seconds=start - 2,
        play_until_seconds=start + 8,
        text=text,
        passage=f"Before. {text} After.",
        score=score,
        why="both",
    )
