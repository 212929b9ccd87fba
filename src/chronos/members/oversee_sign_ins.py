"""Oversee sign-ins: the operator lists and ends those of all people, and a periodic job removes expired ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.db import Database, load_queries
from chronos.errors import NotFound

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class SignInOf:
    """A browser in which `person` is signed in; a member of the staff goes by the name of the creator."""

    id: UUID
    person: str
    browser: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


async def list_sign_ins_of(db: Database, person: UUID | None) -> Sequence[SignInOf]:
    """List the sign-ins of a creator with its staff, of a student, or of all people; the last used one first."""
    async with db.as_service("members.list_sign_ins") as tx:
        return [SignInOf(**row) for row in await tx.fetch(_QUERIES["list_sign_ins_of"], {"person": person})]


async def end_any_sign_in(db: Database, sign_in_id: UUID) -> None:
    """End a sign-in, as the operator. Raises NotFound (`sign_in_not_found`)."""
    async with db.as_service("members.end_sign_in") as tx:
        ended = await tx.execute(_QUERIES["end_sign_in"], {"id": sign_in_id})
    if not ended:
        raise NotFound(
            f"There is no sign-in {sign_in_id}: `chronos sessions list` shows all.", code="sign_in_not_found"
        )


async def end_sign_ins_of(db: Database, person: UUID) -> int:
    """End all sign-ins of a creator with its staff, or of a student, as the operator; return how many ended."""
    async with db.as_service("members.end_sign_ins") as tx:
        return await tx.execute(_QUERIES["end_sign_ins_of"], {"person": person})


async def remove_expired_sign_ins(db: Database) -> None:
    """Periodic job. Delete expired links, attempts and sign-ins, which are refused already."""
    async with db.as_service("members.remove_expired_sign_ins") as tx:
        await tx.execute(_QUERIES["remove_expired_sign_in_attempts"])
        await tx.execute(_QUERIES["remove_expired_sign_in_links"])
        await tx.execute(_QUERIES["remove_expired_invite_links"])
        await tx.execute(_QUERIES["remove_expired_sign_ins"])
