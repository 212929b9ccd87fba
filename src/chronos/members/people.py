"""Creators and students: added by whoever runs the system, found by id."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.db import Database, Tx, load_queries
from chronos.errors import NotFound
from chronos.model import Actor, CreatorId, StudentId

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class Creator:
    """Who teaches."""

    id: CreatorId
    name: str
    email: str | None
    is_active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Student:
    """Who learns from one creator."""

    id: StudentId
    creator_id: CreatorId
    name: str
    email: str | None
    is_active: bool
    created_at: datetime


async def add_creator(db: Database, name: str, email: str | None = None) -> Creator:
    """For the operator. Raises Invalid for a name that is empty or longer than 200 characters."""
    async with db.as_service("members.add") as tx:
        row = await tx.fetch_one(_QUERIES["insert_creator"], {"name": name, "email": email})
    assert row is not None  # noqa: S101 - an insert returns its row
    return Creator(**row)


async def add_student(db: Database, creator_id: CreatorId, name: str, email: str | None = None) -> Student:
    """For the operator. Raises NotFound when there is no such creator."""
    async with db.as_service("members.add") as tx:
        if not any(creator.id == creator_id for creator in await _creators(tx)):
            raise NotFound(
                f"There is no creator {creator_id}; `chronos creator list` shows who there is.",
                code="creator_not_found",
            )
        row = await tx.fetch_one(_QUERIES["insert_student"], {"creator_id": creator_id, "name": name, "email": email})
    assert row is not None  # noqa: S101 - an insert returns its row
    return Student(**row)


async def list_creators(db: Database) -> list[Creator]:
    """For the operator: all of them, oldest first."""
    async with db.as_service("members.list") as tx:
        return await _creators(tx)


async def list_students(db: Database, creator_id: CreatorId | None = None) -> list[Student]:
    """For the operator: a creator's, or all of them, oldest first."""
    async with db.as_service("members.list") as tx:
        return [Student(**row) for row in await tx.fetch(_QUERIES["list_students"], {"creator_id": creator_id})]


async def resolve_actor(db: Database, person: UUID) -> Actor:
    """For the operator: the actor that a creator's or a student's id stands for. Raises NotFound."""
    async with db.as_service("members.resolve") as tx:
        row = await tx.fetch_one(_QUERIES["find_person"], {"id": person})
    if row is None:
        raise NotFound(f"There is no creator or student {person}.", code="person_not_found")
    if row["kind"] == "creator":
        return Actor("authenticated", subject=person, creator_id=CreatorId(person))
    return Actor("authenticated", subject=person, student_id=StudentId(person))


async def whoami(tx: Tx, actor: Actor) -> str | None:
    """The asker's name as Postgres shows it to them; None when they may no longer see themselves."""
    row = await tx.fetch_one(_QUERIES["who_am_i"], {"student_id": actor.student_id, "creator_id": actor.creator_id})
    return row["name"] if row else None


async def _creators(tx: Tx) -> list[Creator]:
    return [Creator(**row) for row in await tx.fetch(_QUERIES["list_creators"])]
