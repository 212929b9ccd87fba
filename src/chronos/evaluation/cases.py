"""Cases: a creator's own questions with their answers, stored with its library."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronos.db import Tx, load_queries
from chronos.errors import Invalid
from chronos.evaluation.case_file import KnownVideo
from chronos.evaluation.score import Question, Target
from chronos.model import CreatorId, VideoId

_QUERIES = load_queries("chronos.evaluation")


@dataclass(frozen=True, slots=True)
class Case:
    """A question; `title` names the video that answers it, None: no video does.

    `is_feedback`: a student said so, and not the creator.
    """

    question: Question
    title: str | None
    is_feedback: bool = False


async def list_library(tx: Tx) -> list[KnownVideo]:
    """List the videos that cases of the acting creator may name."""
    return [KnownVideo(**row) for row in await tx.fetch(_QUERIES["list_library"])]


async def replace_cases(tx: Tx, creator_id: CreatorId, cases: Sequence[Question]) -> None:
    """Replace the creator's cases. Raises NotAllowed for any other actor."""
    await tx.execute(_QUERIES["delete_cases"], {"creator_id": creator_id})
    await tx.execute_many(_QUERIES["insert_case"], [_row(creator_id, case) for case in cases])


async def list_cases(tx: Tx) -> list[Case]:
    """List the cases of the acting creator, with those from feedback, in the order of its library.

    Raises Invalid when there are none.
    """
    rows = await tx.fetch(_QUERIES["list_cases"])
    if not rows:
        raise Invalid("There are no cases yet: import some with --cases FILE.", code="no_questions")
    return [
        Case(Question(row["question"], _target(row["video_id"], row["at_seconds"])), row["title"], row["is_feedback"])
        for row in rows
    ]


def _row(creator_id: CreatorId, case: Question) -> dict[str, object]:
    target = case.target
    return {
        "creator_id": creator_id,
        "question": case.text,
        "video_id": target.video_id if target else None,
        "at_seconds": target.at_seconds if target else None,
    }


def _target(video_id: VideoId | None, at_seconds: float) -> Target | None:
    return Target(video_id, at_seconds) if video_id is not None else None
