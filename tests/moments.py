"""Moments and passages for tests of what is made from them."""

from uuid import UUID

from chronos.model import Moment, Passage, SpokenSentence, VideoId


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


def a_passage(score: float = 0.5, *, text: str = "It is said here.", start: float = 62.4) -> Passage:
    """The passage of such a moment: a sentence before it, its own, and one after it."""
    said = [
        SpokenSentence("Before.", start - 3, start, UUID(int=2)),
        SpokenSentence(text, start, start + 3, UUID(int=2)),
        SpokenSentence("After.", start + 3, start + 6, UUID(int=2)),
    ]
    return Passage(a_moment(score, text=text, start=start), tuple(said), best=1)
