"""The inbox: keep deliveries, list them, have them applied again, and forget what they say of people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from chronos.db import Database, load_queries
from chronos.errors import Invalid, NotFound
from chronos.model import Actor
from chronos.whop.verify import Delivery

Status = Literal["received", "applied", "superseded", "ignored", "waiting", "failed"]
STATUSES: Sequence[str] = get_args(Status)
KEEP_BODIES_DAYS = 30  # then a delivery says nothing of a person any more, and cannot be applied again
KEEP_ROWS_DAYS = 180  # after which Whop sends nothing again

_WHOP = Actor("chronos_public")  # it adds one delivery and reads nothing
_QUERIES = load_queries("chronos.whop")


@dataclass(frozen=True, slots=True)
class InboxEvent:
    """A delivery and what became of it. `due_at`: when it is tried again; `has_body`: whether it can be."""

    webhook_id: str
    received_at: datetime
    status: Status
    kind: str | None
    company_id: str | None
    membership_id: str | None
    waits_for: str | None
    error_message: str | None
    attempts: int
    due_at: datetime | None
    has_body: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """`counts`: of all deliveries, by status; `kinds`: of those that change nothing here, by type."""

    counts: Mapping[str, int]
    kinds: Mapping[str, int]
    events: Sequence[InboxEvent]


async def receive_delivery(db: Database, delivery: Delivery) -> bool:
    """Keep a verified delivery and enqueue the job that applies it, in one transaction; False: it is known already."""
    values = {"id": delivery.webhook_id, "sent_at": delivery.sent_at, "body": delivery.body}
    async with db.acting_as(_WHOP) as tx:
        row = await tx.fetch_one(_QUERIES["receive_event"], values)
    assert row is not None  # noqa: S101 - a function returns one row
    return bool(row["is_new"])


async def list_inbox(db: Database, status: str | None = None, limit: int = 50) -> Inbox:
    """List the newest deliveries, or those of a status, as the operator. Raises Invalid."""
    if status is not None and status not in STATUSES:
        raise Invalid(f"There is no status {status!r}: use one of {', '.join(STATUSES)}.")
    async with db.as_service("whop.inbox") as tx:
        counts = await tx.fetch(_QUERIES["count_events"])
        kinds = await tx.fetch(_QUERIES["count_ignored"])
        rows = await tx.fetch(_QUERIES["list_events"], {"status": status, "limit": limit})
    return Inbox(_by_name(counts), _by_name(kinds), [InboxEvent(**row) for row in rows])


async def replay_events(db: Database, webhook_ids: Sequence[str]) -> int:
    """Have deliveries applied again, as the operator; return how many. Raises NotFound; Invalid without its body."""
    async with db.as_service("whop.inbox") as tx:
        rows = await tx.fetch(_QUERIES["find_events"], {"ids": list(webhook_ids)})
        found = {row["webhook_id"]: row["has_body"] for row in rows}
        for one in webhook_ids:
            if one not in found:
                raise NotFound(
                    f"The inbox has no delivery {one!r}: see `chronos whop inbox`.", code="whop_event_not_found"
                )
            if not found[one]:
                raise Invalid(f"The body of {one} was removed after {KEEP_BODIES_DAYS} days, or with its person.")
        return len(await tx.fetch(_QUERIES["replay_events"], {"ids": list(webhook_ids), "status": None}))


async def replay_failed(db: Database) -> int:
    """Have all failed deliveries that still have their body applied again, as the operator; return how many."""
    async with db.as_service("whop.inbox") as tx:
        return len(await tx.fetch(_QUERIES["replay_events"], {"ids": None, "status": "failed"}))


async def forget_bodies(db: Database) -> None:
    """Periodic job. Remove the bodies of deliveries after `KEEP_BODIES_DAYS`, and their rows after `KEEP_ROWS_DAYS`."""
    async with db.as_service("whop.forget") as tx:
        await tx.execute(_QUERIES["forget_bodies"], {"days": KEEP_BODIES_DAYS})
        await tx.execute(_QUERIES["forget_events"], {"days": KEEP_ROWS_DAYS})


def _by_name(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, int]:
    return {row["name"]: row["events"] for row in rows}
