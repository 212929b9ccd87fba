"""Creators and students: added and listed by the operator, found by id."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from chronos.db import Database, Tx, load_queries
from chronos.errors import NotFound
from chronos.members.check_person import check_email, check_name
from chronos.members.demo_school import new_demo_id
from chronos.model import Actor, CreatorId, StudentId

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class Creator:
    """A person who teaches; every row of a library belongs to one."""

    id: CreatorId
    name: str
    email: str | None
    is_active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Student:
    """A person who learns from one creator."""

    id: StudentId
    creator_id: CreatorId
    name: str
    email: str | None
    is_active: bool
    created_at: datetime


async def add_creator(db: Database, name: str, email: str | None = None, *, is_demo: bool = False) -> Creator:
    """Add a creator, as the operator; `is_demo`: one whose school may be filled with made-up people.

    Raises Invalid (`person_name_invalid`, `email_invalid`).
    """
    values = {
        "id": new_demo_id() if is_demo else uuid4(),
        "name": check_name(name),
        "email": check_email(email),
    }
    async with db.as_service("members.add") as tx:
        row = await tx.fetch_one(_QUERIES["insert_creator"], values)
    assert row is not None  # noqa: S101 - an insert returns its row
    return Creator(**row)


async def add_student(db: Database, creator_id: CreatorId, name: str, email: str | None = None) -> Student:
    """Add a student to a creator, as the operator. Raises as `add_creator` does, NotFound for an unknown creator."""
    values = {"creator_id": creator_id, "name": check_name(name), "email": check_email(email)}
    async with db.as_service("members.add") as tx:
        if not any(creator.id == creator_id for creator in await _creators(tx)):
            raise NotFound(
                f"There is no creator {creator_id}; `chronos creator list` shows all.",
                code="creator_not_found",
            )
        row = await tx.fetch_one(_QUERIES["insert_student"], values)
    assert row is not None  # noqa: S101 - an insert returns its row
    return Student(**row)


async def list_creators(db: Database) -> list[Creator]:
    """List all creators, as the operator, oldest first."""
    async with db.as_service("members.list") as tx:
        return await _creators(tx)


async def list_students(db: Database, creator_id: CreatorId | None = None) -> list[Student]:
    """List the students of a creator, or all, as the operator, oldest first."""
    async with db.as_service("members.list") as tx:
        return [Student(**row) for row in await tx.fetch(_QUERIES["list_students"], {"creator_id": creator_id})]


async def latest_creator(db: Database) -> Creator | None:
    """Return the creator whose video was added last, as the operator; without videos the oldest creator."""
    async with db.as_service("members.list") as tx:
        row = await tx.fetch_one(_QUERIES["latest_creator"])
    return Creator(**row) if row else None


async def change_student(
    db: Database, student_id: StudentId, *, name: str | None = None, is_active: bool | None = None
) -> Student:
    """Rename a student, or end or resume access, as the operator; None keeps a value.

    Access that was ended by hand stays ended whatever is bought on Whop; resumed, memberships there decide, if there
    are any. Raises Invalid (`person_name_invalid`), NotFound.
    """
    values = {"id": student_id, "name": check_name(name), "is_active": is_active}
    async with db.as_service("members.change") as tx:
        await tx.execute(_QUERIES["change_student"], values)
        if is_active:
            await tx.fetch_one(_QUERIES["settle_student"], values)
        row = await tx.fetch_one(_QUERIES["get_student"], values)
    if row is None:
        raise NotFound(f"There is no student {student_id}.", code="person_not_found")
    return Student(**row)


async def resolve_actor(db: Database, person: UUID) -> Actor:
    """Return the actor for the id of a creator, of staff or of a student, as the operator. Raises NotFound."""
    async with db.as_service("members.resolve") as tx:
        row = await tx.fetch_one(_QUERIES["find_person"], {"id": person})
    if row is None:
        raise NotFound(f"There is no creator or student {person}.", code="person_not_found")
    if row["kind"] == "student":
        return Actor("authenticated", subject=person, student_id=StudentId(person))
    return Actor("authenticated", subject=row["subject"], creator_id=row["creator_id"])


async def _creators(tx: Tx) -> list[Creator]:
    return [Creator(**row) for row in await tx.fetch(_QUERIES["list_creators"])]
