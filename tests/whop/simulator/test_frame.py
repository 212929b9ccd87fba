"""The app's domain: requests reach Chronos with the user's token, once the page has let the browser in."""

import re
from html import unescape

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chronos.whop.simulator import APP_HOST, APP_ID
from tests.whop.simulated import Whop, a_whop

APP = f"http://{APP_HOST}:9100"


def echoing() -> Whop:
    """A whop before an app that says what it received."""

    async def answer(request: Request) -> Response:
        if request.url.path == "/moved":
            return Response(status_code=303, headers={"Location": "http://chronos.test/there"})
        response = Response(await request.body() or b"body")
        response.headers.update(
            {
                "X-Token": request.headers.get("x-whop-user-token", ""),
                "X-Cookie": request.headers.get("cookie", ""),
                "X-Path": request.scope["raw_path"].decode(),
            }
        )
        for cookie in ("a=1", "b=2"):
            response.headers.append("Set-Cookie", cookie)
        return response

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    return a_whop(httpx2.ASGITransport(app))


async def enter(whop: Whop, path: str = "") -> httpx2.Response:
    """Open the page as Sam, and what its frame leads to."""
    shown = await whop.http.get(
        f"/joined/{whop.product.experience_id}/{path}", params={"as": whop.person("Sam Student")}
    )
    [address] = re.findall(r'<iframe src="([^"]+)"', shown.text)
    return await whop.http.get(unescape(address))


async def test_page_leads_to_the_view_with_a_partitioned_cookie() -> None:
    whop = echoing()
    entered = await enter(whop, "v/7")
    assert entered.headers["location"] == f"/experiences/{whop.product.experience_id}/v/7"
    assert entered.headers["set-cookie"].endswith("Path=/; HttpOnly; Secure; SameSite=None; Partitioned")


async def test_every_request_of_the_frame_carries_the_users_token() -> None:
    whop = echoing()
    cookie = (await enter(whop)).headers["set-cookie"].partition(";")[0]
    headers = {"Cookie": f"theirs=1; {cookie}", "X-Whop-User-Token": "forged"}
    answer = await whop.http.post(f"{APP}/api/x%2Fy?q=1", headers=headers, content=b"sent")
    claims = whop.simulator.keys.read(answer.headers["x-token"])
    assert (claims["sub"], claims["aud"]) == (whop.person("Sam Student"), APP_ID)
    assert (answer.headers["x-cookie"], answer.content) == ("theirs=1", b"sent")
    assert answer.headers["x-path"] == "/api/x%2Fy"
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


async def test_stranger_gets_no_token_and_a_forged_one_is_dropped() -> None:
    whop = echoing()
    answer = await whop.http.get(f"{APP}/", headers={"X-Whop-User-Token": "forged"})
    assert (answer.headers["x-token"], answer.content) == ("", b"body")


async def test_redirects_stay_on_the_apps_domain() -> None:
    assert (await echoing().http.get(f"{APP}/moved")).headers["location"] == "/there"


@pytest.mark.parametrize("query", ["code=unknown&to=/", "to=/", ""])
async def test_frame_opens_from_the_page_alone(query: str) -> None:
    assert (await echoing().http.get(f"{APP}/__whop/enter?{query}")).status_code == 403
