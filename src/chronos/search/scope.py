"""Scope: which videos a question is about, as far as the caller may see them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import NotFound
from chronos.model import VideoId
from chronos.search.library import Document, Library

_QUERIES = load_queries("chronos.search")


@dataclass(frozen=True, slots=True)
class Scope:
    """What must hold of a video; None: anything.

    `since` and `before` bound the time at which it was added: inclusive and exclusive. `language` is a code like "en".
    `at_seconds`: of the one video in `video_ids`, moments near this second are favoured.
    """

    video_ids: tuple[VideoId, ...] | None = None
    course_id: UUID | None = None
    language: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    at_seconds: float | None = None


EVERYTHING = Scope()


async def resolve_scope(tx: Tx, scope: Scope) -> Scope:
    """Return `scope` with its course as the ids of videos. Raises NotFound for a course that the caller may not see."""
    if scope.course_id is None:
        return scope
    of_course = await _videos_of(tx, scope.course_id)
    ids = of_course if scope.video_ids is None else of_course & set(scope.video_ids)
    return replace(scope, course_id=None, video_ids=tuple(sorted(ids)))


def videos_in(library: Library, scope: Scope) -> list[VideoId] | None:
    """Return the videos of `library` within a resolved scope; None: all of them."""
    if scope == EVERYTHING:
        return None
    ids = set(scope.video_ids) if scope.video_ids is not None else None
    return [document.video_id for document in library.documents.values() if _is_in(document, scope, ids)]


def _is_in(document: Document, scope: Scope, ids: Collection[VideoId] | None) -> bool:
    return (
        (ids is None or document.video_id in ids)
        and (scope.language is None or scope.language in (document.language, *document.languages))
        and (scope.since is None or document.created_at >= scope.since)
        and (scope.before is None or document.created_at < scope.before)
    )


async def _videos_of(tx: Tx, course_id: UUID) -> set[VideoId]:
    wanted = {"course_id": course_id}
    if await tx.fetch_one(_QUERIES["get_course"], wanted) is None:
        raise NotFound(f"There is no course {course_id}.", code="course_not_found")
    row = await tx.fetch_one(_QUERIES["course_videos"], wanted)
    return set(row["ids"]) if row else set()
