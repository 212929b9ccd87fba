"""The simulator answers this machine alone, and each host name its own part."""

import pytest

from tests.whop.simulated import a_whop


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [
        ("GET", "http://rebound.example:9100/simulator/state", {}),
        ("POST", "/simulator/act", {"Sec-Fetch-Site": "cross-site"}),
        ("POST", "/simulator/act", {"Sec-Fetch-Site": "same-site"}),
    ],
)
async def test_other_pages_of_the_browser_reach_nothing(method: str, url: str, headers: dict[str, str]) -> None:
    whop = a_whop()
    body = {"verb": "buy", "user_id": whop.person("Sam Student"), "product_id": whop.product.id}
    assert (await whop.http.request(method, url, headers=headers, json=body)).status_code == 403
    assert not whop.simulator.world.memberships
