"""Own students: an owner adds them to its school, and ends or resumes their access."""

from dataclasses import dataclass
from datetime import datetime

from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.members.check_person import check_email, check_name
from chronos.model import StudentId

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class OwnStudent:
    """A student of the caller's school."""

    id: StudentId
    name: str
    email: str | None
    is_active: bool
    created_at: datetime


async def get_own_student(tx: Tx, student_id: StudentId) -> OwnStudent:
    """Return a student of the calling staff's school. Raises NotFound (`person_not_found`)."""
    row = await tx.fetch_one(_QUERIES["get_own_student"], {"id": student_id})
    if row is None:
        raise NotFound(f"There is no student {student_id}.", code="person_not_found")
    return OwnStudent(**row)


async def add_own_student(tx: Tx, name: str, email: str | None = None) -> StudentId:
    """Add a student to the school of the calling owner.

    Raises Invalid (`person_name_invalid`, `email_invalid`), NotAllowed (`role_not_allowed`), OverLimit by the plan.
    """
    values = {"name": check_name(name), "email": check_email(email)}
    row = await tx.fetch_one(_QUERIES["add_own_student"], values)
    if row is None or row["id"] is None:
        raise NotAllowed("Only an owner adds students.", code="role_not_allowed")
    return StudentId(row["id"])


async def let_own_student_in(tx: Tx, student_id: StudentId, *, lets_in: bool) -> None:
    """Resume a student's access, or end it, for the calling owner.

    Access that was ended stays ended whatever is bought on Whop; resumed, memberships there decide, if there are any.
    Raises NotFound (`person_not_found`).
    """
    row = await tx.fetch_one(_QUERIES["let_student_in"], {"id": student_id, "lets_in": lets_in})
    if row is None or not row["is_done"]:
        raise NotFound(f"There is no student {student_id} whose access you may change.", code="person_not_found")
