"""Apply a delivery of the inbox: once in effect, in any order, and again after a failure."""

import logging
from dataclasses import replace

from chronos.db import Database, Tx, load_queries
from chronos.errors import ChronosError, Invalid
from chronos.whop.apply_membership import Outcome, apply_membership
from chronos.whop.client import WhopClient
from chronos.whop.confirm import Confirmation, confirm
from chronos.whop.membership import MembershipReading
from chronos.whop.normalise import Payment, Product, WhopEvent, normalise

MOST_ATTEMPTS = 8  # after 1, 2, 4 … minutes: four hours; then it is for a person to look at
FULL = "The creator's plan has no room for another active student: upgrade the plan, or end another membership."
OUR_FAULT = "A bug in Chronos; the worker's log has the traceback."

_QUERIES = load_queries("chronos.whop")
_log = logging.getLogger(__name__)


async def apply_event(db: Database, webhook_id: str, client: WhopClient | None = None) -> None:
    """Job. Apply the delivery, and note what became of it; one that was applied, or is being applied, is left alone.

    An event of a membership without a time may be old: with a `client`, Whop is asked for the current state first.
    Raises ProviderError (`database_unavailable`); a periodic job then applies it.
    """
    try:
        confirmed = await _confirm(db, webhook_id, client) if client is not None else None
        async with db.as_service("whop.apply") as tx:
            await _apply(tx, webhook_id, confirmed)
    except ChronosError as error:
        if error.code == "database_unavailable":
            raise
        await _fail(db, webhook_id, str(error))
    except Exception:
        _log.exception("a delivery of Whop could not be applied", extra={"webhook_id": webhook_id})
        await _fail(db, webhook_id, OUR_FAULT)


async def apply_due(db: Database, client: WhopClient | None = None) -> int:
    """Periodic job. Apply the deliveries whose time has come: failed ones, and those whose job was lost."""
    async with db.as_service("whop.apply") as tx:
        due = [row["webhook_id"] for row in await tx.fetch(_QUERIES["list_due_events"])]
    for webhook_id in due:
        await apply_event(db, webhook_id, client)
    return len(due)


async def _confirm(db: Database, webhook_id: str, client: WhopClient) -> Confirmation | None:
    """Ask Whop about an event without a time, while no transaction is open; return None for other events."""
    async with db.as_service("whop.apply") as tx:
        row = await tx.fetch_one(_QUERIES["look_at_event"], {"id": webhook_id})
    if row is None:
        return None
    try:
        event = normalise(row["body"], row["sent_at"])
    except Invalid:  # noted when it is applied
        return None
    if event.is_dated or not isinstance(event.change, MembershipReading):
        return None
    return await confirm(client, event.change)


async def _apply(tx: Tx, webhook_id: str, confirmed: Confirmation | None) -> None:
    row = await tx.fetch_one(_QUERIES["take_event"], {"id": webhook_id})
    if row is None:
        return
    try:
        event = normalise(row["body"], row["sent_at"])
    except Invalid as error:  # it never gets better by itself
        await _note(tx, webhook_id, "failed", error_message=str(error))
        return
    if confirmed is not None:
        event = replace(event, company_id=confirmed.reading.company_id, change=confirmed.reading)
    await tx.execute(
        _QUERIES["describe_event"],
        {
            "id": webhook_id,
            "kind": event.kind,
            "company_id": event.company_id,
            "user_id": event.user_id,
            "membership_id": event.membership_id,
        },
    )
    outcome = await _change(tx, event)
    if confirmed is not None and not confirmed.is_certain and outcome is not None and outcome.has_changed:
        await tx.execute(_QUERIES["note_unconfirmed"])  # the watch reads from Whop within a minute
    if outcome is None:
        await _note(tx, webhook_id, "ignored")
    elif outcome.result == "full":
        await tx.execute(_QUERIES["fail_event"], {"id": webhook_id, "message": FULL, "most": MOST_ATTEMPTS})
    else:
        await _note(tx, webhook_id, outcome.result, waits_for=outcome.waits_for)


async def _change(tx: Tx, event: WhopEvent) -> Outcome | None:
    if isinstance(event.change, MembershipReading):
        return await apply_membership(tx, event.change)
    if isinstance(event.change, Payment):
        payment = event.change
        values = {"id": payment.membership_id, "is_paid": payment.is_paid, "at": event.at}
        row = await tx.fetch_one(_QUERIES["note_payment"], values)
        is_known = row is not None and row["is_known"]
        return Outcome("applied") if is_known else Outcome("waiting", payment.membership_id)
    if isinstance(event.change, Product):
        product = event.change
        values = {"company_id": event.company_id, "id": product.id, "title": product.title}
        return Outcome("applied") if await tx.execute(_QUERIES["name_product"], values) else None
    return None


async def _note(
    tx: Tx, webhook_id: str, status: str, *, waits_for: str | None = None, error_message: str | None = None
) -> None:
    values = {"id": webhook_id, "status": status, "waits_for": waits_for, "error_message": error_message}
    await tx.execute(_QUERIES["note_event"], values)


async def _fail(db: Database, webhook_id: str, message: str) -> None:
    async with db.as_service("whop.apply") as tx:
        await tx.execute(_QUERIES["fail_event"], {"id": webhook_id, "message": message, "most": MOST_ATTEMPTS})
