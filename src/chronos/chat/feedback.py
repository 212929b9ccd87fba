"""Feedback: what students think of an answer, and where they heard a better one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from chronos.chat.events import Citation
from chronos.chat.record_answer import read_citation
from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor, SessionId, VideoId
from chronos.text import clock

_QUERIES = load_queries("chronos.chat", "kept_answers.sql")

FeedbackVerdict = Literal["right", "wrong", "wrong_moment"]
FEEDBACK_VERDICTS: tuple[FeedbackVerdict, ...] = get_args(FeedbackVerdict)
MAX_FEEDBACK_PAGE = 200


@dataclass(frozen=True, slots=True)
class BetterMoment:
    """Where the answer is said. `title` None: the video is not visible to the caller."""

    video_id: VideoId
    at_seconds: float
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a student thinks of an answer, with its question. `better` is of a wrong moment whose video exists."""

    message_id: UUID
    session_id: SessionId
    verdict: FeedbackVerdict
    better: BetterMoment | None
    question: str | None
    content: str
    citations: Sequence[Citation]
    model: str | None
    created_at: datetime
    updated_at: datetime


async def give_feedback(
    tx: Tx, actor: Actor, message_id: UUID, verdict: FeedbackVerdict, better: BetterMoment | None = None
) -> Feedback:
    """Judge an answer of the calling student; a second judgement replaces the first.

    Raises NotAllowed (`students_only`), NotFound (`answer_not_found`, `video_not_found`), Invalid
    (`better_moment_invalid`).
    """
    if actor.student_id is None or actor.creator_id is not None:
        raise NotAllowed("Only students judge the answers that they got.", code="students_only")
    if (verdict == "wrong_moment") != (better is not None):
        raise Invalid(
            "Say where the answer is said, by video and second, for `wrong_moment`, and for nothing else.",
            code="better_moment_invalid",
        )
    if better is not None:
        await _require_playable(tx, better)
    values = {
        "message_id": message_id,
        "verdict": verdict,
        "video_id": better.video_id if better else None,
        "at_seconds": better.at_seconds if better else None,
    }
    if not await tx.execute(_QUERIES["give_feedback"], values):
        raise answer_not_found(message_id)
    return (await _fetch(tx, message_id=message_id))[0]


async def take_feedback_back(tx: Tx, message_id: UUID) -> None:
    """Remove the calling student's feedback on an answer. Raises NotFound (`feedback_not_found`)."""
    if not await tx.execute(_QUERIES["take_feedback_back"], {"message_id": message_id}):
        raise _no_feedback(message_id)


async def list_feedback(
    tx: Tx, *, verdict: FeedbackVerdict | None = None, cursor: UUID | None = None, limit: int = MAX_FEEDBACK_PAGE
) -> list[Feedback]:
    """List the feedback on a creator's answers, or a student's own, the latest first, after that on `cursor` if given.

    Raises NotFound for an unknown cursor.
    """
    after = await _fetch(tx, message_id=cursor) if cursor is not None else None
    if cursor is not None and not after:
        raise _no_feedback(cursor)
    return await _fetch(
        tx,
        verdict=verdict,
        before=after[0].updated_at if after else None,
        before_id=cursor,
        limit=max(1, min(limit, MAX_FEEDBACK_PAGE)),
    )


async def list_verdicts(tx: Tx, session_id: SessionId) -> dict[UUID, FeedbackVerdict]:
    """Return what the calling student thinks of the answers of a conversation, or its creator reads of it."""
    rows = await tx.fetch(_QUERIES["list_verdicts"], {"session_id": session_id})
    return {row["message_id"]: row["verdict"] for row in rows}


def answer_not_found(message_id: UUID) -> NotFound:
    """Return the error for an answer that the student does not have, or may not read now."""
    return NotFound(f"You have no answer {message_id} that you may read now.", code="answer_not_found")


async def _require_playable(tx: Tx, better: BetterMoment) -> None:
    video = await tx.fetch_one(_QUERIES["playable_video"], {"video_id": better.video_id})
    if video is None:
        raise NotFound(f"There is no video {better.video_id} that you may play.", code="video_not_found")
    if not math.isfinite(better.at_seconds) or better.at_seconds < 0:
        raise Invalid("Give the second of the video as a number from 0.", code="better_moment_invalid")
    length = video["duration_seconds"]
    if length is not None and better.at_seconds > length:
        raise Invalid(f"The video lasts {clock(length)}.", code="better_moment_invalid")


async def _fetch(tx: Tx, **wanted: object) -> list[Feedback]:
    values = {"message_id": None, "verdict": None, "before": None, "before_id": None, "limit": 1} | wanted
    return [_feedback(row) for row in await tx.fetch(_QUERIES["list_feedback"], values)]


def _feedback(row: Mapping[str, Any]) -> Feedback:
    video_id = row["better_video_id"]
    return Feedback(
        message_id=row["message_id"],
        session_id=row["session_id"],
        verdict=row["verdict"],
        better=BetterMoment(video_id, row["better_at_seconds"], row["better_title"]) if video_id else None,
        question=row["question"],
        content=row["content"],
        citations=[read_citation(each) for each in row["video_references"]],
        model=row["model"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _no_feedback(message_id: UUID) -> NotFound:
    return NotFound(f"There is no feedback on an answer {message_id}.", code="feedback_not_found")
