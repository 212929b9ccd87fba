"""Cases: a creator's own questions, kept beside its library, asked as its students would."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chronos.db import Database, Tx, load_queries
from chronos.db.rehearsal import rehearsal
from chronos.errors import Invalid, NotFound
from chronos.evaluation.case_file import KnownVideo
from chronos.evaluation.score import Question, Target
from chronos.members import add_student
from chronos.model import Actor, CreatorId, VideoId

_QUERIES = load_queries("chronos.evaluation")


@dataclass(frozen=True, slots=True)
class Case:
    """A question of the creator's; `title` is of the video in which it is answered, None: it is not covered."""

    question: Question
    title: str | None


@dataclass(frozen=True, slots=True)
class Probe:
    """A student who was never there: `db` is the only database in which there is one."""

    db: Database
    student: Actor


async def list_library(tx: Tx) -> list[KnownVideo]:
    """The videos that the acting creator's cases may name."""
    return [KnownVideo(**row) for row in await tx.fetch(_QUERIES["list_library"])]


async def replace_cases(tx: Tx, creator_id: CreatorId, cases: Sequence[Question]) -> None:
    """Put `cases` in the place of what the creator had. Raises NotAllowed for anybody but the creator."""
    await tx.execute(_QUERIES["delete_cases"], {"creator_id": creator_id})
    await tx.execute_many(_QUERIES["insert_case"], [_row(creator_id, case) for case in cases])


async def list_cases(tx: Tx) -> list[Case]:
    """The acting creator's, in the order of the library. Raises Invalid when there are none."""
    rows = await tx.fetch(_QUERIES["list_cases"])
    if not rows:
        raise Invalid("There are no cases yet: import some with --cases FILE.", code="no_questions")
    return [Case(Question(row["question"], _target(row["video_id"], row["at_seconds"])), row["title"]) for row in rows]


@asynccontextmanager
async def probe_student(db: Database, creator_id: CreatorId) -> AsyncIterator[Probe]:
    """A student of the creator for the block, whom nobody else sees and of whom nothing stays.

    Raises NotFound for a creator who is not there, or not active: then students see nothing.
    """
    async with rehearsal(db) as stage:
        student = await add_student(stage, creator_id, "Probe of chronos eval")
        actor = Actor("authenticated", subject=student.id, student_id=student.id)
        async with stage.acting_as(actor) as tx:
            seen = await tx.fetch_one(_QUERIES["is_student_there"], {"student_id": student.id})
        if seen is None:
            raise NotFound("This creator is not active: its students see nothing.", code="creator_inactive")
        yield Probe(stage, actor)


async def visible_videos(probe: Probe) -> set[VideoId]:
    """What students may see of the library."""
    async with probe.db.acting_as(probe.student) as tx:
        return {VideoId(row["id"]) for row in await tx.fetch(_QUERIES["list_visible"])}


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
