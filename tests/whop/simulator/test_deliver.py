"""Delivery: signed, four times within 70 seconds, then never again; in any form and order."""

import json
from datetime import UTC, datetime

import httpx2

from chronos.whop.simulator import SECRET, Manner
from chronos.whop.simulator.sign import sign
from tests.whop.simulated import Whop, a_whop


def recording(status: int = 204) -> tuple[Whop, list[httpx2.Request]]:
    """A whop whose endpoint answers `status`, and the requests that it gets."""
    seen: list[httpx2.Request] = []

    def take(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(status)

    return a_whop(httpx2.MockTransport(take)), seen


async def test_purchase_sends_its_events_signed() -> None:
    whop, seen = recording()
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    await whop.simulator.deliverer.send_new()
    await whop.simulator.deliverer.send_new()  # nothing is new
    assert [json.loads(each.content)["type"] for each in seen] == ["membership.activated", "payment.succeeded"]
    for each in seen:
        at = datetime.fromtimestamp(int(each.headers["webhook-timestamp"]), UTC)
        assert sign(SECRET, each.headers["webhook-id"], at, each.content).items() <= dict(each.headers).items()
        assert json.loads(each.content)["id"] == each.headers["webhook-id"]
        assert str(each.url) == "http://chronos.test/webhooks/whop"


async def test_four_attempts_and_never_again() -> None:
    whop, seen = recording(500)
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    await whop.simulator.deliverer.send_new()
    assert len(seen) == 8
    assert len({each.headers["webhook-id"] for each in seen}) == 2


async def test_endpoint_that_fails_for_three_days_is_switched_off() -> None:
    whop, seen = recording(500)
    whop.simulator.deliverer.webhook.speed = 1e12  # three days in a quarter of a microsecond
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    await whop.simulator.deliverer.send(whop.simulator.world.events[:1], Manner())
    assert not whop.simulator.deliverer.webhook.is_enabled
    before = len(seen)
    await whop.simulator.deliverer.send_new()
    assert len(seen) == before
    assert not whop.simulator.deliverer.webhook.attempts[-1].success


async def test_lost_twice_and_shuffled_are_as_the_seed_says() -> None:
    async def run() -> list[str]:
        whop, seen = recording()
        for _ in range(30):
            whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
        await whop.simulator.deliverer.send_new(Manner(forms=None, shuffled=True, lost=0.3, twice=0.2, seed=7))
        return [each.headers["webhook-id"] for each in seen]

    first = await run()
    assert sorted(first) == sorted(await run())
    assert 30 < len(first) < 60  # of 60 events, 12 of them twice, 30 % lost
    assert len(set(first)) < len(first)
