"""Tell the caller who they are, and refuse those without access, and what a role does not allow."""

from dataclasses import dataclass

from chronos.db import Tx, load_queries
from chronos.errors import NotAllowed
from chronos.members.staff import StaffRole
from chronos.model import Actor

_QUERIES = load_queries("chronos.members")

_EDITING = "Your role here is viewer: you can see all of this school and change nothing. Ask an owner for another role."
_OWNING = "Only an owner of this school may do this. Ask an owner to do it, or for that role."


@dataclass(frozen=True, slots=True)
class Me:
    """The caller; `role` of staff, None for a student. `school`: its name; `logo` and `accent` as in `Brand`."""

    name: str
    role: StaffRole | None
    school: str
    logo: str | None = None
    accent: str | None = None


async def whoami(tx: Tx, actor: Actor) -> Me | None:
    """Return the caller as Postgres shows them to themselves; None when they have no access any more."""
    row = await tx.fetch_one(_QUERIES["who_am_i"], {"student_id": actor.student_id})
    return Me(**row) if row else None


async def refuse_without_access(tx: Tx, name: str | None = None) -> None:
    """Raise NotAllowed (`membership_ended`) for a student whose membership ended, or staff who left.

    Policies show them nothing; this says so, so that an empty list is no refusal. `name`: of whom the caller acts as.
    """
    row = await tx.fetch_one(_QUERIES["has_access"])
    if row is None or not row["has_access"]:
        ended = "Your access has ended or is paused. Ask the person who invited you."
        if name is not None:
            ended = f"The access of “{name}” has ended or is paused: they see nothing."
        raise NotAllowed(ended, code="membership_ended")


async def refuse_viewer(tx: Tx) -> None:
    """Raise NotAllowed (`role_not_allowed`) for a viewer; policies decide about all others."""
    if await _role(tx) == "viewer":
        raise NotAllowed(_EDITING, code="role_not_allowed")


async def refuse_all_but_owner(tx: Tx) -> None:
    """Raise NotAllowed (`role_not_allowed`) for an editor or viewer; policies decide about all others."""
    if await _role(tx) in ("editor", "viewer"):
        raise NotAllowed(_OWNING, code="role_not_allowed")


async def _role(tx: Tx) -> StaffRole | None:
    row = await tx.fetch_one(_QUERIES["staff_role"])
    role: StaffRole | None = row["role"] if row else None
    return role
