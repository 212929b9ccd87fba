"""Jobs of Whop's queue: a buyer waits for them, so they wait for no video."""

from collections.abc import Callable

from chronos.db import Database
from chronos.jobs import WHOP, Queue, through_outages
from chronos.whop.apply_event import apply_due, apply_event
from chronos.whop.apply_membership import settle_due
from chronos.whop.client import WhopClient


def register_whop(queue: Queue, db: Database, get_client: Callable[[], WhopClient | None]) -> None:
    """Add the jobs that apply a delivery, and settle people whose products give something else now."""

    @queue.task(name="whop.apply", queue=WHOP)
    async def apply(webhook_id: str) -> None:
        await through_outages(db, lambda: apply_event(db, webhook_id, get_client()))

    @queue.task(name="whop.settle", queue=WHOP)
    async def settle() -> None:
        await through_outages(db, lambda: catch_up(db, get_client()))


async def catch_up(db: Database, client: WhopClient | None = None) -> None:
    """Periodic job. Apply deliveries that are due, and settle people who are, until none is left."""
    await apply_due(db, client)
    while await settle_due(db):
        pass
