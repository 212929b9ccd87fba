"""The simulated API answers our client, and whop-sdk, as Whop's own does."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from chronos.errors import NotFound, ProviderError
from chronos.whop import AccessLevel, MembershipReading
from chronos.whop.simulator import HOOK_ID, Manner
from tests.whop.simulated import a_whop


async def test_failures_on_demand() -> None:
    whop = a_whop()
    whop.simulator.fail_next("memberships", 429, times=2, retry_after=0)
    whop.simulator.fail_next("memberships", 500)
    assert [each async for each in whop.client.list_memberships(whop.company.id)] == []
    whop.simulator.is_down = True
    with pytest.raises(ProviderError):
        await whop.client.get_user("user_1")


async def test_access_follows_the_world() -> None:
    whop = a_whop()
    world, sam = whop.simulator.world, whop.person("Sam Student")

    async def levels() -> list[AccessLevel]:
        resources = (whop.company.id, whop.product.id, whop.product.experience_id)
        return [await whop.client.get_access(sam, resource) for resource in resources]

    assert await levels() == ["no_access"] * 3
    bought = world.buy(sam, whop.product.id)
    assert await levels() == ["customer"] * 3
    world.cancel_at_period_end(bought.id)
    assert await levels() == ["customer"] * 3
    world.end_period(bought.id)
    assert await levels() == ["no_access"] * 3
    assert await whop.client.get_access(whop.person("Ada Lovelace"), whop.company.id) == "admin"
    assert await whop.client.get_access(whop.person("Olga Operator"), whop.company.id) == "no_access"


async def test_experience_names_its_company() -> None:
    whop = a_whop()
    found = await whop.client.get_experience(whop.product.experience_id)
    assert (found.company_id, found.name) == (whop.company.id, "Photography Course")
    with pytest.raises(NotFound):
        await whop.client.get_experience("exp_unknown")


async def test_team_has_members_and_invitations() -> None:
    whop = a_whop()
    team = [each async for each in whop.client.list_team(whop.company.id)]
    assert [(one.role, one.has_joined, one.user_id is None) for one in team] == [
        ("owner", True, False),
        ("moderator", True, False),
        ("admin", False, True),
    ]


async def test_wrong_key_is_refused() -> None:
    whop = a_whop()
    answer = await whop.http.get("/api/v1/memberships", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401


async def test_failed_deliveries_are_listed_and_replayed() -> None:
    seen: list[str] = []

    def chronos(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["webhook-id"])
        return httpx2.Response(500 if len(seen) <= 4 else 204)

    whop = a_whop(httpx2.MockTransport(chronos))
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    first = whop.simulator.world.events[0]
    await whop.simulator.deliverer.send([first], Manner())
    deliveries = [each async for each in whop.client.list_deliveries(HOOK_ID)]
    assert [(each.message_id, each.success) for each in deliveries] == [(first.id, False)] * 4
    await whop.simulator.deliverer.replay_failed(datetime.now(UTC) - timedelta(hours=1))
    assert seen == [first.id] * 5
    assert (await whop.client.get_endpoint(HOOK_ID)).consecutive_failures == 1


async def test_notification_arrives_once() -> None:
    whop = a_whop()
    for _ in range(2):
        await whop.client.notify(
            whop.product.experience_id, ["user_1"], title="New", content="Lesson", rest_path="/v/1?t=9", repeat_key="k"
        )
    [(key, body)] = whop.simulator.world.notifications.items()
    assert (key, body["rest_path"]) == ("k", "/v/1?t=9")


async def test_membership_is_shown_as_it_is_now() -> None:
    whop = a_whop()
    world, sam = whop.simulator.world, whop.person("Sam Student")
    bought = world.buy(sam, whop.product.id)
    world.cancel(bought.id)
    found = await whop.client.get_membership(bought.id)
    assert isinstance(found, MembershipReading)
    assert (found.id, found.company_id, found.user_id) == (bought.id, whop.company.id, sam)
    assert (found.state, found.gives_access) == ("canceled", False)
    assert [found.id] == [each.id async for each in whop.client.list_memberships(whop.company.id)]
    with pytest.raises(NotFound):
        await whop.client.get_membership("mem_unknown")
    whop.simulator.fail_next("memberships/", 429, times=2, retry_after=0)
    assert (await whop.client.get_membership(bought.id)).id == bought.id
    whop.simulator.fail_next("memberships/", 403)
    with pytest.raises(ProviderError):
        await whop.client.get_membership(bought.id)
