"""Unsubscribe: who holds a message's secret ends messages, without signing in."""

from dataclasses import dataclass

from chronos.db import Database, load_queries
from chronos.errors import NotFound
from chronos.model import Actor
from chronos.notifications.word import Kind

_QUERIES = load_queries("chronos.notifications")
_HOLDER = Actor("chronos_public")  # whose person is not known; it reaches the row whose secret it has


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whose messages may be ended, and from which school they come."""

    name: str
    school: str


async def show_subscriber(db: Database, secret: str) -> Subscriber:
    """Return whose secret it is. Raises NotFound (`subscription_not_found`)."""
    async with db.acting_as(_HOLDER) as tx:
        row = await tx.fetch_one(_QUERIES["show_subscriber"], {"secret": secret})
    if row is None or row["name"] is None:
        raise _unknown()
    return Subscriber(**row)


async def unsubscribe(db: Database, secret: str, kind: Kind | None) -> None:
    """End e-mails of a kind, or all (None). Again, it changes nothing. Raises NotFound (`subscription_not_found`)."""
    async with db.acting_as(_HOLDER) as tx:
        row = await tx.fetch_one(_QUERIES["unsubscribe"], {"secret": secret, "kind": kind})
    if row is None or not row["is_known"]:
        raise _unknown()


def _unknown() -> NotFound:
    return NotFound("This link is not known: the person it was sent to may be gone.", code="subscription_not_found")
