"""Pages of the simulated Whop lead into Chronos by each of its three views."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from chronos.whop.simulator import APP_HOST
from tests.whop.simulated import Whop, a_whop


async def view(whop: Whop, path: str) -> str:
    """Return where the frame of the page at `path` leads to."""
    shown = await whop.http.get(path, params={"as": whop.person("Sam Student")})
    [address] = re.findall(r'<iframe src="([^"]+)"', shown.text)
    parts = urlsplit(unescape(address))
    assert parts.hostname == APP_HOST
    return parse_qs(parts.query)["to"][0]


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("/joined/{experience}/", "/experiences/{experience}"),
        ("/joined/{experience}/videos/7", "/experiences/{experience}/videos/7"),
        ("/dashboard/{company}/", "/dashboard/{company}"),
        ("/discover/", "/discover"),
    ],
)
async def test_each_view_is_framed(page: str, path: str) -> None:
    whop = a_whop()
    names = {"experience": whop.product.experience_id, "company": whop.company.id}
    assert await view(whop, page.format(**names)) == path.format(**names)


async def test_overview_says_who_has_access_and_escapes_names() -> None:
    whop = a_whop()
    whop.simulator.world.add_person("<script>alert(1)</script>")
    whop.simulator.world.buy(whop.person("Sam Student"), whop.product.id)
    shown = (await whop.http.get("/")).text
    assert "<td>Sam Student<td>customer" in shown
    assert "<script>alert" not in shown
