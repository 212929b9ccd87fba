"""Failed deliveries are found, and sent again where that is possible."""

import psycopg

from chronos.db import Database
from chronos.whop.reconcile_deliveries import reconcile_deliveries
from chronos.whop.simulator import HOOK_ID, Manner
from tests.whop.simulated import Whop


async def lose(whop: Whop) -> str:
    """Let one event be lost; return its id."""
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    await whop.simulator.deliverer.send(whop.simulator.world.events[:1], Manner(lost=1))
    return whop.simulator.world.events[0].id


async def test_lost_events_are_sent_again(db: Database, whop: Whop) -> None:
    await lose(whop)
    report = await reconcile_deliveries(db, whop.client, HOOK_ID, None)
    assert (report.is_enabled, report.failed, report.replayed, report.error) == (True, 1, 1, None)


async def test_events_in_the_inbox_are_not_lost(db: Database, whop: Whop, superuser: psycopg.Connection) -> None:
    superuser.execute(
        "insert into private.whop_events (webhook_id, sent_at, body) values (%s, now(), '{}')", [await lose(whop)]
    )
    assert (await reconcile_deliveries(db, whop.client, HOOK_ID, None)).failed == 0


async def test_endpoint_that_is_off_is_reported_and_not_asked(db: Database, whop: Whop) -> None:
    await lose(whop)
    whop.simulator.deliverer.webhook.is_enabled = False
    report = await reconcile_deliveries(db, whop.client, HOOK_ID, None)
    assert (report.is_enabled, report.failed, report.replayed) == (False, 1, 0)


async def test_key_without_the_permission_is_an_error_of_the_report(db: Database, whop: Whop) -> None:
    await lose(whop)
    whop.simulator.fail_next(f"webhooks/{HOOK_ID}/replay", 403)
    report = await reconcile_deliveries(db, whop.client, HOOK_ID, None)
    assert report.error is not None
    assert report.replayed == 0
    assert (await reconcile_deliveries(db, whop.client, "hook_unknown", None)).error is not None
