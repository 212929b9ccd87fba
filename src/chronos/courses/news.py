"""News for a student: lessons that were added or opened lately, and modules that the calendar opens next."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.model import VideoId

_QUERIES = load_queries("chronos.courses")


@dataclass(frozen=True, slots=True)
class NewLesson:
    """A lesson that the calling student has not begun; `course` is None for a video of the library alone."""

    id: VideoId
    title: str
    duration_seconds: float | None
    course_id: UUID | None
    course: str | None
    new_since: datetime


@dataclass(frozen=True, slots=True)
class OpeningModule:
    """A module that is locked to the calling student until `opens_at`."""

    id: UUID
    title: str
    course_id: UUID
    course: str
    opens_at: datetime


async def list_new_lessons(tx: Tx, since: datetime, limit: int = 5) -> list[NewLesson]:
    """List lessons that were added or opened after `since` and are not begun, newest first."""
    return [NewLesson(**row) for row in await tx.fetch(_QUERIES["new_lessons"], {"since": since, "limit": limit})]


async def list_opening_modules(tx: Tx, limit: int = 3) -> list[OpeningModule]:
    """List the modules that open to the calling student by the calendar, the next one first."""
    return [OpeningModule(**row) for row in await tx.fetch(_QUERIES["opening_modules"], {"limit": limit})]
