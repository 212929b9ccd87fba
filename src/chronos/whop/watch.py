"""Watch: read from Whop hourly, after each start, and when events may have been missed."""

import logging
from collections.abc import Callable

from chronos.db import Database, load_queries
from chronos.errors import ChronosError
from chronos.whop.client import WhopClient
from chronos.whop.reconcile import reconcile

GAP_SECONDS = 150.0  # without a worker: the watch looks each minute, and Whop gives an event up after 70 seconds

_QUERIES = load_queries("chronos.whop")
_log = logging.getLogger(__name__)

GetClient = Callable[[], WhopClient | None]


async def read_from_whop(db: Database, get_client: GetClient, webhook_id: str | None) -> None:
    """Periodic job. Reconcile; without a key, do nothing."""
    client = get_client()
    if client is None:
        return
    try:
        await reconcile(db, client, webhook_id)
    except ChronosError as error:
        if error.code != "whop_reading":
            raise


async def watch_for_gaps(db: Database, get_client: GetClient, webhook_id: str | None) -> None:
    """Periodic job. Note that Chronos is there, and reconcile when events may have been missed.

    This happens after a gap, after a reading that was killed, for a company connected since the last reading (its
    members may have bought long before), and after an event without a time that Whop did not confirm.
    """
    async with db.as_service("whop.watch") as tx:
        row = await tx.fetch_one(_QUERIES["note_presence"])
    assert row is not None  # noqa: S101 - a function returns one row
    if row["away_seconds"] > GAP_SECONDS:
        _log.info("no process was there for Whop's events for %.0f seconds", row["away_seconds"])
    reasons = ("has_dead_reading", "has_new_company", "has_unconfirmed")
    if row["away_seconds"] > GAP_SECONDS or any(row[reason] for reason in reasons):
        await read_from_whop(db, get_client, webhook_id)
