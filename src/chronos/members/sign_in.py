"""Sign-ins: each keeps one browser signed in, until it is ended or unused for too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chronos.db import Database, Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.members.secret import hash_secret, make_secret
from chronos.members.sign_in_link import BROWSER
from chronos.members.tokens import Holder
from chronos.model import Actor, CreatorId, StudentId

_QUERIES = load_queries("chronos.members")


@dataclass(frozen=True, slots=True)
class SignIn:
    """A browser in which a person is signed in, in short words such as "Firefox on Windows"."""

    id: UUID
    browser: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person whom a secret keeps signed in, and by which sign-in; in a frame inside Whop by which user of Whop."""

    id: UUID
    actor: Actor
    framed_user: str | None = None


async def sign_in_by_token(db: Database, holder: Holder, browser: str) -> str:
    """Return the secret of a new sign-in that ends with the holder's token at the latest.

    Raises NotAllowed (`membership_ended`) for a holder without access.
    """
    secret = make_secret()
    claims = {"exp": holder.expires_at.timestamp()}
    async with db.acting_as(holder.actor, claims=claims) as tx:
        values = {"hash": hash_secret(secret), "browser": browser}
        row = await tx.fetch_one(_QUERIES["sign_in_by_token"], values)
    if row is None or not row["is_done"]:
        raise NotAllowed("Your access has ended or is paused. Ask the person who invited you.", code="membership_ended")
    return secret


async def resume_sign_in(db: Database, secret: str) -> SignedIn:
    """Return who is signed in by `secret`. Raises NotAllowed (`sign_in_ended`).

    One look-up by an index, and no memory of it: a sign-in that was ended is refused by every process at once.
    """
    async with db.acting_as(BROWSER) as tx:
        row = await tx.fetch_one(_QUERIES["resume_sign_in"], {"hash": hash_secret(secret)})
    if row is None or row["id"] is None:
        raise NotAllowed("You were signed out. Sign in again with a new link.", code="sign_in_ended")
    creator, student = row["creator_id"], row["student_id"]
    actor = Actor(
        "authenticated",
        subject=row["subject"],
        creator_id=CreatorId(creator) if creator else None,
        student_id=StudentId(student) if student else None,
    )
    return SignedIn(row["id"], actor, row["framed_user"])


async def end_sign_in_of_browser(db: Database, secret: str) -> None:
    """End the sign-in of `secret`; one that has ended stays so."""
    async with db.acting_as(BROWSER) as tx:
        await tx.execute(_QUERIES["end_sign_in_of_browser"], {"hash": hash_secret(secret)})


async def list_sign_ins(tx: Tx) -> Sequence[SignIn]:
    """List the caller's sign-ins, the last used one first."""
    return [SignIn(**row) for row in await tx.fetch(_QUERIES["list_sign_ins"])]


async def end_sign_in(tx: Tx, sign_in_id: UUID) -> None:
    """End one of the caller's sign-ins. Raises NotFound (`sign_in_not_found`)."""
    if not await tx.execute(_QUERIES["end_sign_in"], {"id": sign_in_id}):
        raise NotFound("There is no such sign-in of yours.", code="sign_in_not_found")


async def end_other_sign_ins(tx: Tx, kept: UUID | None) -> int:
    """End all of the caller's sign-ins but `kept`; return how many of this school ended.

    Those in other schools end, too, if they proved the same address or account as `kept`.
    """
    ended = await tx.execute(_QUERIES["end_sign_ins_but"], {"kept": kept})
    if kept is not None:
        await tx.execute(_QUERIES["end_proved_sign_ins"], {"kept": kept})
    return ended
