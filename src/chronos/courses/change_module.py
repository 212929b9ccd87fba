"""Add, change, order and remove the modules of a course."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chronos.courses.change_course import creator_of
from chronos.courses.course import Conditions, Course, get_course, no_such_course
from chronos.db import Tx, load_queries
from chronos.errors import Conflict, Invalid, NotFound
from chronos.model import Actor, VideoId
from chronos.text import clean_title

_QUERIES = load_queries("chronos.courses")
CONDITIONS = ("opens_after_days", "opens_at", "requires_module_id")


@dataclass(frozen=True, slots=True)
class NewModule:
    """A module to add, last in its course."""

    title: str
    description: str | None = None
    video_ids: Sequence[VideoId] = ()
    conditions: Conditions = field(default_factory=Conditions)


@dataclass(frozen=True, slots=True)
class ModuleChange:
    """Fields to change; None keeps the value, an empty description clears it.

    `conditions` has the names of those to change with their values; None as a value: no such condition.
    """

    title: str | None = None
    description: str | None = None
    video_ids: Sequence[VideoId] | None = None
    conditions: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """A module in the order of a course, with its lessons in order."""

    id: UUID
    video_ids: Sequence[VideoId]


async def add_module(tx: Tx, actor: Actor, course_id: UUID, module: NewModule) -> UUID:
    """Add a module and return its id. Raises NotAllowed, NotFound, Invalid for a foreign video or module."""
    creator_of(actor)
    await _lock(tx, course_id)
    values = {
        "course_id": course_id,
        "title": clean_title(module.title),
        "description": module.description or None,
        "video_ids": list(module.video_ids),
        **{name: getattr(module.conditions, name) for name in CONDITIONS},
    }
    row = await tx.fetch_one(_QUERIES["insert_module"], values)
    assert row is not None  # noqa: S101 - an insert returns its row
    new: UUID = row["id"]
    return new


async def change_module(tx: Tx, actor: Actor, course_id: UUID, module_id: UUID, change: ModuleChange) -> None:
    """Change a module. Raises NotAllowed, NotFound, Invalid for a foreign video, and for modules that never open."""
    creator_of(actor)
    await _lock(tx, course_id)
    values: dict[str, Any] = {
        "id": module_id,
        "course_id": course_id,
        "title": clean_title(change.title) if change.title is not None else None,
        "description": change.description,
        "video_ids": None if change.video_ids is None else list(change.video_ids),
    }
    for name in CONDITIONS:
        values |= {name: change.conditions.get(name), f"sets_{name}": name in change.conditions}
    if not await tx.execute(_QUERIES["change_module"], values):
        raise no_such_module(module_id)


async def remove_module(tx: Tx, actor: Actor, course_id: UUID, module_id: UUID) -> None:
    """Remove a module; its videos stay. A module that waited for it no longer does. Raises NotAllowed, NotFound."""
    creator_of(actor)
    await _lock(tx, course_id)
    if not await tx.execute(_QUERIES["remove_module"], {"id": module_id, "course_id": course_id}):
        raise no_such_module(module_id)


async def order_modules(tx: Tx, actor: Actor, course_id: UUID, version: int, order: Sequence[Placed]) -> Course:
    """Put all modules of a course, and their lessons, into this order.

    `version` is that of the course which was read. Raises Conflict (`course_changed`) when it has changed since,
    Invalid (`order_incomplete`) when a module is missing or is none of the course, NotAllowed, NotFound.
    """
    creator_of(actor)
    await require_version(tx, course_id, version)
    known = {row["id"] for row in await tx.fetch(_QUERIES["list_module_ids"], {"course_id": course_id})}
    if len(order) != len(known) or {module.id for module in order} != known:
        raise Invalid("Name every module of the course exactly once.", code="order_incomplete")
    for place, module in enumerate(order):
        values = {"id": module.id, "course_id": course_id, "place": place, "video_ids": list(module.video_ids)}
        await tx.execute(_QUERIES["place_module"], values)
    return await get_course(tx, course_id)


async def require_version(tx: Tx, course_id: UUID, version: int) -> None:
    """Hold the course until the transaction ends. Raises Conflict (`course_changed`) for another version, NotFound."""
    if await _lock(tx, course_id) != version:
        raise Conflict(
            "The course has changed since you read it: read it again, then change it.", code="course_changed"
        )


async def _lock(tx: Tx, course_id: UUID) -> int:
    """Return the version of a course that no other editor changes until the transaction ends."""
    row = await tx.fetch_one(_QUERIES["lock_course"], {"id": course_id})
    if row is None:
        raise no_such_course(course_id)
    version: int = row["version"]
    return version


def no_such_module(module_id: UUID) -> NotFound:
    """Return the error for a module that is none of the course."""
    return NotFound(f"There is no module {module_id} in this course.", code="module_not_found")
