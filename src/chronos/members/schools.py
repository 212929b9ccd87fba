"""The schools of one person, who is known by what the sign-in proved, and the switch between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chronos.db import Database, load_queries
from chronos.errors import NotFound
from chronos.members.secret import hash_secret
from chronos.members.sign_in_link import BROWSER

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class School:
    """A school in which the person is staff or a student: `id` is their row there, `role` what they are."""

    id: UUID
    role: str
    name: str
    school: str
    is_current: bool


async def list_schools(db: Database, secret: str) -> Sequence[School]:
    """List the schools of the person whom this secret keeps signed in, by name."""
    async with db.acting_as(BROWSER) as tx:
        rows = await tx.fetch(_QUERIES["schools_of_sign_in"], {"hash": hash_secret(secret)})
    return [School(row["person_id"], row["role"], row["name"], row["school"], row["is_current"]) for row in rows]


async def switch_school(db: Database, secret: str, person: UUID) -> None:
    """Let the sign-in of this secret act in the school where `person` is the same person's row.

    Raises NotFound (`school_not_found`) for a row that the sign-in has not proved to be theirs.
    """
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["switch_school"], {"hash": hash_secret(secret), "person": person})
    if row is None or not row["is_done"]:
        raise NotFound("You are not a member of this school.", code="school_not_found")
