"""The client: what it asks of Whop, and what it makes of the answers."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from chronos.errors import ProviderError
from chronos.whop import AccessLevel, MembershipReading, Requests, WhopClient
from chronos.whop.read_membership import Unreadable
from chronos.whop.simulator.bodies import membership
from tests.whop.simulated import a_whop


def client_of(answer: Callable[[httpx2.Request], Any]) -> WhopClient:
    """A client whose server answers with this JSON."""
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=answer(request)))
    return WhopClient(Requests("https://whop.test/api/v1", SecretStr("apik_x"), transport=transport))


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ({"has_access": True, "access_level": "admin"}, "admin"),
        ({"has_access": True, "access_level": "customer"}, "customer"),
        ({"has_access": False, "access_level": "no_access"}, "no_access"),
        ({"has_access": False, "access_level": "admin"}, "no_access"),
        ({"has_access": "true", "access_level": "customer"}, "no_access"),
        ({"has_access": True, "access_level": "owner of everything"}, "no_access"),
    ],
)
async def test_access_is_what_whop_says_clearly(answer: dict[str, Any], level: AccessLevel) -> None:
    assert await client_of(lambda _: answer).get_access("user_1", "biz_1") == level


@pytest.mark.parametrize("answer", [{}, [], None, "yes", {"has_access": True}])
async def test_other_forms_open_no_door(answer: Any) -> None:
    with pytest.raises(ProviderError) as caught:
        await client_of(lambda _: answer).get_access("user_1", "biz_1")
    assert caught.value.code == "whop_unavailable"


async def test_ids_cannot_leave_their_place_in_the_address() -> None:
    seen: list[bytes] = []

    def answer(request: httpx2.Request) -> dict[str, Any]:
        seen.append(request.url.raw_path)
        return {"has_access": False, "access_level": "no_access"}

    await client_of(answer).get_access("../me?x=", "biz_1/../../keys#")
    assert seen == [b"/api/v1/users/..%2Fme%3Fx%3D/access/biz_1%2F..%2F..%2Fkeys%23"]


async def test_listing_that_never_ends_is_an_error() -> None:
    page = {"data": [{"id": "1", "title": "x"}], "page_info": {"has_next_page": True, "end_cursor": "same"}}
    with pytest.raises(ProviderError, match="never ends"):
        _ = [each async for each in client_of(lambda _: page).list_courses("biz_1")]


@pytest.mark.parametrize(
    "page", [{"data": []}, {"page_info": {}}, {"data": None, "page_info": {"has_next_page": False}}]
)
async def test_listing_without_its_end_is_an_error(page: dict[str, Any]) -> None:
    with pytest.raises(ProviderError):
        _ = [each async for each in client_of(lambda _: page).list_memberships("biz_1")]


@pytest.mark.parametrize("changes", [{"id": "mem_other"}, {"account": None}, {"status": None, "id": None}])
async def test_membership_of_another_id_or_form_is_an_error(changes: dict[str, Any]) -> None:
    whop = a_whop()
    bought = whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    answer = membership(whop.simulator.world, bought) | changes
    with pytest.raises(ProviderError) as caught:
        await client_of(lambda _: answer).get_membership(bought.id)
    assert caught.value.code == "whop_unavailable"


async def test_membership_is_dated_by_the_answer() -> None:
    whop = a_whop()
    bought = whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    answer = membership(whop.simulator.world, bought)
    headers = {"Date": "Fri, 01 Jan 2100 00:00:00 GMT"}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=answer, headers=headers))
    client = WhopClient(Requests("https://whop.test/api/v1", SecretStr("apik_x"), transport=transport))
    found = await client.get_membership(bought.id)
    assert isinstance(found, MembershipReading)
    assert found.changed_at == datetime(2100, 1, 1, tzinfo=UTC)


async def test_membership_of_an_unknown_status_is_not_guessed() -> None:
    whop = a_whop()
    bought = whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    answer = membership(whop.simulator.world, bought) | {"status": "levitating"}
    assert isinstance(await client_of(lambda _: answer).get_membership(bought.id), Unreadable)
