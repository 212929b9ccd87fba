"""Scope: which videos a question is about, as far as the asker may see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import NotFound
from chronos.model import VideoId

_QUERIES = load_queries("chronos.search")


@dataclass(frozen=True, slots=True)
class Scope:
    """What must hold of a video; None: anything. `since` is the first moment at which it was added, `before` one past
    the last; `language` is a code such as "en".
    """

    video_ids: tuple[VideoId, ...] | None = None
    course_id: UUID | None = None
    language: str | None = None
    since: datetime | None = None
    before: datetime | None = None


EVERYTHING = Scope()


async def resolve_scope(tx: Tx, scope: Scope) -> dict[str, Any]:
    """`scope` as parameters of `list_documents`. Raises NotFound for a course that the asker may not see."""
    video_ids = set(scope.video_ids) if scope.video_ids is not None else None
    if scope.course_id is not None:
        of_course = await _videos_of(tx, scope.course_id)
        video_ids = of_course if video_ids is None else video_ids & of_course
    return {
        "video_ids": sorted(video_ids) if video_ids is not None else None,
        "language": scope.language,
        "since": scope.since,
        "before": scope.before,
    }


async def _videos_of(tx: Tx, course_id: UUID) -> set[VideoId]:
    wanted = {"course_id": course_id}
    if await tx.fetch_one(_QUERIES["get_course"], wanted) is None:
        raise NotFound(f"There is no course {course_id}.", code="course_not_found")
    row = await tx.fetch_one(_QUERIES["course_videos"], wanted)
    return set(row["ids"]) if row else set()
