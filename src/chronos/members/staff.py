"""Staff: the people who act for a creator, listed, added, changed and removed by an owner or by the operator."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chronos.db import Database, Row, Tx, load_queries
from chronos.errors import Conflict, NotFound
from chronos.members.check_person import check_email, check_name
from chronos.model import CreatorId

_QUERIES = load_queries("chronos.members")

StaffRole = Literal["owner", "editor", "viewer"]


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A person who acts for a creator; `is_mirrored`: as the team in Whop has it. One who left is not active."""

    id: UUID
    creator_id: CreatorId
    name: str
    email: str | None
    role: StaffRole
    is_active: bool
    is_mirrored: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewStaffMember:
    """A person to add to the staff."""

    name: str
    email: str | None
    role: StaffRole


@dataclass(frozen=True, slots=True)
class StaffChange:
    """Fields to change; None keeps the value."""

    name: str | None = None
    email: str | None = None
    role: StaffRole | None = None


async def list_staff(tx: Tx, creator_id: CreatorId, *, with_former: bool = False) -> list[StaffMember]:
    """List the staff of a creator, oldest first; `with_former`: also those who left."""
    values = {"creator_id": creator_id, "with_former": with_former}
    return [StaffMember(**row) for row in await tx.fetch(_QUERIES["list_staff"], values)]


async def add_staff(tx: Tx, creator_id: CreatorId, member: NewStaffMember) -> StaffMember:
    """Add a person to the staff of a creator.

    Raises Invalid (`person_name_invalid`, `email_invalid`), Conflict (`staff_exists`).
    """
    values = {
        "creator_id": creator_id,
        "name": check_name(member.name),
        "email": check_email(member.email),
        "role": member.role,
    }
    row = await tx.fetch_one(_QUERIES["insert_staff"], values)
    if row is None:
        raise _taken()
    return StaffMember(**row)


async def change_staff(tx: Tx, creator_id: CreatorId, staff_id: UUID, change: StaffChange) -> StaffMember:
    """Change a member of the staff. Their next request has the new role.

    Raises as `add_staff` does, NotFound (`staff_not_found`), Conflict (`last_owner`).
    """
    values = {
        "id": staff_id,
        "creator_id": creator_id,
        "name": check_name(change.name),
        "email": check_email(change.email),
        "role": change.role,
    }
    if values["email"] is not None and await tx.fetch(_QUERIES["find_other_staff"], values):
        raise _taken()
    return StaffMember(**_found(await tx.fetch_one(_QUERIES["change_staff"], values)))


async def remove_staff(tx: Tx, creator_id: CreatorId, staff_id: UUID) -> StaffMember:
    """End a person's work for a creator: sign-ins and links end, and tokens are refused from now on.

    Raises NotFound (`staff_not_found`), Conflict (`last_owner`).
    """
    row = await tx.fetch_one(_QUERIES["remove_staff"], {"id": staff_id, "creator_id": creator_id})
    return StaffMember(**_found(row))


async def leave_staff(tx: Tx) -> None:
    """End the caller's own work for a creator. Raises NotFound (`staff_not_found`), Conflict (`last_owner`)."""
    row = await tx.fetch_one(_QUERIES["leave_staff"])
    _found(row if row and row["has_left"] else None)


@asynccontextmanager
async def overseeing_staff(db: Database) -> AsyncIterator[Tx]:
    """Open a transaction in which the operator changes the staff of any creator."""
    async with db.as_service("members.staff") as tx:
        yield tx


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound("There is no such member of the staff.", code="staff_not_found")
    return row


def _taken() -> Conflict:
    return Conflict("A member of the staff has this e-mail address already.", code="staff_exists")
