"""Probe a library as one of its students, without adding one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chronos.db import Database, dry_run, load_queries
from chronos.errors import NotFound
from chronos.members import add_student
from chronos.model import Actor, CreatorId, VideoId

_QUERIES = load_queries("chronos.evaluation")


@dataclass(frozen=True, slots=True)
class Probe:
    """A student who exists only in `db`, whose transactions are all rolled back."""

    db: Database
    student: Actor


@asynccontextmanager
async def probe_student(db: Database, creator_id: CreatorId) -> AsyncIterator[Probe]:
    """Add a student of the creator for the block, invisible to all others, and roll everything back.

    Raises NotFound for a creator who does not exist or is not active: then students see nothing.
    """
    async with dry_run(db) as stage:
        student = await add_student(stage, creator_id, "Probe of chronos eval")
        actor = Actor("authenticated", subject=student.id, student_id=student.id)
        async with stage.acting_as(actor) as tx:
            found = await tx.fetch_one(_QUERIES["is_student_there"], {"student_id": student.id})
        if found is None:
            raise NotFound("This creator is not active: its students see nothing.", code="creator_inactive")
        yield Probe(stage, actor)


async def list_visible_videos(probe: Probe) -> set[VideoId]:
    """Return the ids of the videos that students can see."""
    async with probe.db.acting_as(probe.student) as tx:
        return {VideoId(row["id"]) for row in await tx.fetch(_QUERIES["list_visible"])}
