"""Records for tests of what is computed from them."""

from uuid import UUID

from chronos.evaluation import Asked, Question, Target
from chronos.model import Moment, VideoId

INTRO, LIGHT = VideoId(UUID(int=1)), VideoId(UUID(int=2))
TITLES = {INTRO: "Intro", LIGHT: "Light"}


def a_moment(video_id: VideoId = INTRO, start: float = 0.0) -> Moment:
    return Moment(
        video_id=video_id,
        title=TITLES[video_id],
        start_seconds=start + 2,
        end_seconds=start + 8,
        play_seconds=start,
        play_until_seconds=start + 10,
        text="What is said.",
        passage="What is said.",
        score=0.5,
        why="both",
    )


def asked(
    at: float | None, *moments: Moment, video_id: VideoId = INTRO, is_answered: bool = True, seconds: float = 0.01
) -> Asked:
    """A question that is answered at this second of `video_id` (None: nowhere), and what came for it."""
    target = Target(video_id, at) if at is not None else None
    return Asked(Question(f"Question {at}?", target), moments, is_answered, seconds)
