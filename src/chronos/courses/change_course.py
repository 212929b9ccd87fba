"""Add, change, publish, order and remove courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chronos.courses.course import Course, get_course, no_such_course, order_version
from chronos.db import Tx, load_queries
from chronos.errors import Conflict, Invalid, NotAllowed
from chronos.model import Actor, CreatorId
from chronos.text import clean_title

_QUERIES = load_queries("chronos.courses")


@dataclass(frozen=True, slots=True)
class CourseChange:
    """Fields to change; None keeps the value, an empty description or cover clears it.

    `cover`: the name of an object in bucket thumbnails, in the creator's own folder.
    """

    title: str | None = None
    description: str | None = None
    cover: str | None = None
    is_published: bool | None = None


async def add_course(tx: Tx, actor: Actor, title: str, description: str | None = None) -> Course:
    """Add a course, unpublished and last. Raises Invalid (`title_empty`), NotAllowed (`creators_only`)."""
    values = {"creator_id": creator_of(actor), "title": clean_title(title), "description": description or None}
    row = await tx.fetch_one(_QUERIES["insert_course"], values)
    assert row is not None  # noqa: S101 - an insert returns its row
    return await get_course(tx, row["id"])


async def change_course(tx: Tx, actor: Actor, course_id: UUID, change: CourseChange) -> Course:
    """Return the changed course.

    Raises Invalid (`title_empty`, and for a cover of another creator), NotAllowed, NotFound, Conflict (`course_empty`)
    when students would see nothing in a course that is to be published.
    """
    creator_of(actor)
    values = {
        "id": course_id,
        "title": clean_title(change.title) if change.title is not None else None,
        "description": change.description,
        "cover": change.cover,
        "is_published": change.is_published,
    }
    if not await tx.execute(_QUERIES["change_course"], values):
        raise no_such_course(course_id)
    if change.is_published:
        await _require_something_to_see(tx, course_id)
    return await get_course(tx, course_id)


async def remove_course(tx: Tx, actor: Actor, course_id: UUID) -> None:
    """Remove a course with its modules; the videos stay in the library. Raises NotAllowed, NotFound."""
    creator_of(actor)
    if not await tx.execute(_QUERIES["remove_course"], {"id": course_id}):
        raise no_such_course(course_id)


async def order_courses(tx: Tx, actor: Actor, course_ids: Sequence[UUID], version: str | None = None) -> None:
    """Put courses into this order; those that are not listed follow, in the order that they have.

    `version` is that of the order which was read (`order_version`); None: whatever it is. Raises Conflict
    (`courses_changed`) when it has changed since, NotAllowed, NotFound for a foreign one, Invalid (`order_incomplete`)
    when one is listed twice.
    """
    creator_of(actor)
    known = [row["id"] for row in await tx.fetch(_QUERIES["lock_courses"])]
    if version not in (None, order_version(known)):
        raise Conflict(
            "The courses have changed since you read them: read them again, then change their order.",
            code="courses_changed",
        )
    if missing := [course_id for course_id in course_ids if course_id not in known]:
        raise no_such_course(missing[0])
    if len(set(course_ids)) != len(course_ids):
        raise Invalid("Name each course once.", code="order_incomplete")
    await tx.execute(_QUERIES["order_courses"], {"ids": list(course_ids)})


def creator_of(actor: Actor) -> CreatorId:
    """Return the creator for whom the actor acts. Raises NotAllowed (`creators_only`)."""
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can change courses.", code="creators_only")
    return actor.creator_id


async def _require_something_to_see(tx: Tx, course_id: UUID) -> None:
    row = await tx.fetch_one(_QUERIES["has_something_to_see"], {"id": course_id})
    if row is None or not row["has_some"]:
        raise Conflict(
            "Students would see nothing in this course: add a module with a video that is ready and published first.",
            code="course_empty",
        )
