"""Invitations by a link that is good for many: an owner makes, lists and ends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.members.secret import hash_secret, make_secret
from chronos.model import Actor

MAX_USES = 5000
MAX_DAYS = 90  # the table allows no more
LISTED = 200

InviteState = Literal["good", "expired", "used_up", "revoked"]

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class NewInviteLink:
    """A link to make. `course_id`: new students see this course alone; None: the library and every course."""

    course_id: UUID | None = None
    days: float = 14
    max_uses: int = 100


@dataclass(frozen=True, slots=True)
class InviteLink:
    """A link that makes its holders students. `uses`: how many students it has added, or given its course."""

    id: UUID
    course_id: UUID | None
    course: str | None
    state: InviteState
    uses: int
    max_uses: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


async def make_invite_link(tx: Tx, actor: Actor, wanted: NewInviteLink) -> tuple[InviteLink, str]:
    """Make a link of the calling owner's school; return it with its secret, which nothing shows again.

    Raises Invalid (`invite_link_limits`), NotAllowed (`role_not_allowed`), NotFound (`course_not_found`).
    """
    if not (0 < wanted.days <= MAX_DAYS and 1 <= wanted.max_uses <= MAX_USES):
        raise Invalid(
            f"An invitation lasts up to {MAX_DAYS} days, and adds 1 to {MAX_USES} students.", code="invite_link_limits"
        )
    secret = make_secret()
    values = {
        "creator_id": actor.creator_id,
        "course_id": wanted.course_id,
        "hash": hash_secret(secret),
        "max_uses": wanted.max_uses,
        "lifetime_seconds": wanted.days * 24 * 3600,
    }
    if wanted.course_id is not None and not await tx.fetch(_QUERIES["own_course"], {"id": wanted.course_id}):
        raise NotFound(f"There is no course {wanted.course_id}.", code="course_not_found")
    row = await tx.fetch_one(_QUERIES["insert_invite_link"], values)
    if row is None:
        raise NotAllowed("Only an owner invites students by a link.", code="role_not_allowed")
    [made] = await list_invite_links(tx, actor, row["id"])
    return made, secret


async def list_invite_links(tx: Tx, actor: Actor, link_id: UUID | None = None) -> Sequence[InviteLink]:
    """List the links of the calling owner's school, newest first; with `link_id` that one alone."""
    values = {"creator_id": actor.creator_id, "id": link_id, "limit": LISTED}
    return [InviteLink(**row) for row in await tx.fetch(_QUERIES["list_invite_links"], values)]


async def end_invite_link(tx: Tx, link_id: UUID) -> None:
    """End a link for the calling owner; whom it added stays. Raises NotFound (`invite_link_not_found`)."""
    if await tx.fetch_one(_QUERIES["end_invite_link"], {"id": link_id}) is None:
        raise NotFound(f"There is no invitation {link_id} that you may end.", code="invite_link_not_found")
