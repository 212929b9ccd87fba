"""The doctor says when Whop is not read, when its endpoint is off, and when nothing arrives."""

import psycopg
import pytest

from chronos.db import Database
from chronos.model import CreatorId
from chronos.whop import reconcile
from chronos.whop.reconcile_doctor import check_whop_endpoint, check_whop_reading
from chronos.whop.simulator import HOOK_ID, Manner
from tests.conftest import Ask
from tests.whop.simulated import Whop


async def test_chronos_without_whop_is_well(ask: Ask) -> None:
    for check in (check_whop_reading, check_whop_endpoint):
        assert (await ask(check)).verdict == "ok"


async def test_reading_is_missed_late_or_incomplete(
    db: Database, whop: Whop, school: CreatorId, ask: Ask, superuser: psycopg.Connection
) -> None:
    found = await ask(check_whop_reading)
    assert (found.verdict, "CHRONOS_WHOP_API_KEY" in found.remedy) == ("warn", True)
    await reconcile(db, whop.client)
    assert (await ask(check_whop_reading)).verdict == "ok"
    superuser.execute("update private.whop_watch set succeeded_at = now() - interval '4 hours'")
    assert "hourly" in (await ask(check_whop_reading)).remedy
    whop.simulator.is_down = True
    await reconcile(db, whop.client)
    assert "memberships" in (await ask(check_whop_reading)).evidence


async def test_endpoint_that_is_off_failing_or_silent(db: Database, whop: Whop, school: CreatorId, ask: Ask) -> None:
    await reconcile(db, whop.client, HOOK_ID)
    assert (await ask(check_whop_endpoint)).verdict == "ok"
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    await reconcile(db, whop.client, HOOK_ID)
    assert "none arrives" in (await ask(check_whop_endpoint)).evidence
    whop.simulator.deliverer.webhook.url = "http://127.0.0.1:1/"
    await whop.simulator.deliverer.send(whop.simulator.world.events[:1], Manner())
    await reconcile(db, whop.client, HOOK_ID)
    assert "deliveries fail since" in (await ask(check_whop_endpoint)).evidence
    whop.simulator.deliverer.webhook.is_enabled = False
    await reconcile(db, whop.client, HOOK_ID)
    assert "switched the webhook off" in (await ask(check_whop_endpoint)).evidence


@pytest.mark.parametrize("check", [check_whop_reading, check_whop_endpoint])
async def test_remedy_is_a_sentence(ask: Ask, school: CreatorId, check: object) -> None:
    found = await ask(check)  # type: ignore[arg-type]
    assert found.verdict == "ok" or found.remedy.endswith(".")
