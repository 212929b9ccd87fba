"""Every route of the application asks who is calling, or stands in a short list of those that are for everybody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.routing import BaseRoute, Mount, Route

from chronos.app import App
from chronos.model import VideoId
from chronos.web import create_application
from chronos.web.authenticate import SAFE_METHODS
from chronos.web.storage_api.errors import PREFIX as STORAGE
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import ADDRESS, People

PUBLIC = {
    ("GET", "/healthz"): "for what watches the server: alive or not",
    ("GET", "/readyz"): "the same: ready or not",
    ("GET", "/manifest.webmanifest"): "how the application looks on a home screen",
    ("GET", "/sw.js"): "the service worker, which keeps files alone",
    ("GET", "/offline"): "the page without a connection, the same for everybody",
    ("GET", "/openapi.json"): "the description of the API",
    ("GET", "/.well-known/oauth-protected-resource/mcp"): "says whose tokens assistants may send",
    ("GET", "/brand/{colour}.css"): "the colours that pages make of a colour, of no school",
    ("GET", "/static/{path}"): "styles, scripts and pictures of the pages",
    ("POST", "/appearance"): "sets theme and language of the browser",
    ("GET", "/sign-in"): "the page for people who are signed out",
    ("POST", "/sign-in"): "takes a token, which it verifies",
    ("POST", "/sign-in/email"): "takes an address, and answers the same for every one",
    ("GET", "/sign-in/{secret}"): "takes the secret of a link",
    ("POST", "/sign-in/{secret}"): "the same",
    ("GET", "/sign-in/with/{provider}"): "sends the browser to a provider",
    ("GET", "/sign-in/with/{provider}/callback"): "takes a provider's answer, which it verifies",
    ("GET", "/doctor"): "asks the operator for a service token",
    ("POST", "/doctor"): "takes that token, which it verifies",
    ("GET", "/begin/{secret}"): "takes the secret of the link that begins the first school",
    ("POST", "/begin/{secret}"): "the same",
    ("GET", "/join/{secret}"): "takes the secret of an invitation",
    ("POST", "/join/{secret}"): "the same",
    ("POST", "/join/{secret}/signed-in"): "the same, with the browser's own sign-in",
    ("POST", "/sign-out"): "ends the browser's own sign-in",
    ("GET", "/embed/{video_id}"): "shows a public embed, or takes the token of a visitor, which it verifies",
    ("POST", "/embed/{video_id}"): "the same",
    ("GET", "/embed/course/{course_id}"): "the same",
    ("POST", "/embed/course/{course_id}"): "the same",
    ("POST", "/embed/renew"): "the same",
    ("GET", "/embed/files/{video_id}/media"): "the same",
    ("GET", "/embed/files/{video_id}/captions.vtt"): "the same",
    ("GET", "/embed/files/{video_id}/poster"): "the same",
    ("GET", "/oembed"): "the frame of a public embed",
    ("GET", "/discover"): "what Whop shows to people who have no membership",
    ("GET", "/unsubscribe/{secret}"): "takes the secret of an e-mail",
    ("POST", "/unsubscribe/{secret}"): "the same, also from a mail program (RFC 8058)",
    ("POST", "/webhooks/whop"): "takes what Whop has signed",
    ("OPTIONS", f"{STORAGE}upload/resumable"): "says what the protocol of uploads can",
    ("OPTIONS", f"{STORAGE}upload/resumable/{{upload_id}}"): "the same",
}  # fmt: skip

# What the storage API gives a caller without a token, who is `anon` there as at Supabase: nothing but pictures of the
# public bucket, by their address. Its refusals of this caller are 400 by that protocol.
NOTHING = ("[]", '{"hasNext":false,"folders":[],"objects":[]}')
REFUSALS = {
    "InvalidMimeType",
    "NoSuchKey",
    "NoSuchBucket",
    "AccessDenied",
    "InvalidJWT",
    "InvalidSignature",
    "InvalidRequest",
}

# The rules of the buckets, which are the same for everybody: Supabase's clients read them with any token.
OF_EVERY_TOKEN = {("GET", f"{STORAGE}bucket"), ("GET", f"{STORAGE}bucket/{{bucket}}")}


def routes_of(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each method and path; those of a mounted application count as one."""
    for route in routes:
        if isinstance(route, Mount):
            yield "GET", f"{prefix}{route.path}/{{path}}"
        elif isinstance(route, Route):
            for method in sorted(route.methods or {"GET"}):
                yield method, f"{prefix}{route.path}"
        elif (router := getattr(route, "original_router", None)) is not None:
            yield from routes_of(router.routes, f"{prefix}{route.include_context.prefix}")  # type: ignore[attr-defined]
        else:
            pytest.fail(f"a route of an unknown kind: {route}")


@pytest.fixture
def whole(app: App) -> FastAPI:
    """The application with everything that settings can turn on."""
    app.settings = app.settings.model_copy(update={"whop_app_id": "app_x", "whop_api_key": SecretStr("key")})
    return create_application(app)


def test_the_list_of_routes_is_whole_and_that_of_public_ones_short(whole: FastAPI) -> None:
    found = set(routes_of(whole.routes))
    described = {(method.upper(), path) for path, all_ in whole.openapi()["paths"].items() for method in all_}
    assert described <= {(method, re.sub(r":\w+}", "}", path)) for method, path in found}
    assert found >= PUBLIC.keys() - {("POST", "/webhooks/whop")}
    assert len(found) > 4 * len(PUBLIC)


async def test_every_other_route_asks_who_is_calling(whole: FastAPI, lecture: VideoId) -> None:
    """A program gets 401, and a browser the sign-in page with 401."""
    for accept in ("application/json", "text/html"):
        assert await open_routes(whole, lecture, {"Accept": accept}, (401,)) == []


@pytest.mark.parametrize("who", ["a student who cancelled", "a member of the staff who left", "a creator set inactive"])
async def test_every_other_route_refuses_a_valid_token_without_access(
    app: App, whole: FastAPI, people: People, lecture: VideoId, who: str
) -> None:
    """The API says why; pages take no token, and ask to sign in."""
    holder = people.creator if who == "a creator set inactive" else people.student
    async with app.db.as_service("test") as tx:
        if who == "a student who cancelled":
            await tx.execute("update students set access_ends_at = now() where id = %(id)s", {"id": holder.student_id})
        elif who == "a creator set inactive":
            await tx.execute("update creators set is_active = false where id = %(id)s", {"id": holder.creator_id})
        else:
            holder = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "editor"))
            await tx.execute("update staff set is_active = false where id = %(id)s", {"id": holder.subject})
    headers = {"Authorization": f"Bearer {app.tokens.mint(holder)}"}
    found = await open_routes(whole, lecture, headers, (401, 403))
    assert {(method, path) for method, path, *_ in found} == OF_EVERY_TOKEN


async def open_routes(
    whole: FastAPI, lecture: VideoId, headers: Mapping[str, str], refusals: Sequence[int]
) -> list[tuple[str, str, int, str]]:
    """The routes that are not public and answer a caller with these headers otherwise than by a refusal."""
    found = []
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(whole), base_url=ADDRESS) as client:
        for method, path in routes_of(whole.routes):
            if (method, path) in PUBLIC or (method == "HEAD" and ("GET", path) in PUBLIC):
                continue
            address = re.sub(r"{(bucket|name|resource|rest)(:\w+)?}", "videos", path)
            address = re.sub(r"{video_id}", str(lecture), address)
            address = re.sub(r"{\w+(:\w+)?}", str(uuid4()), address)
            body: dict[str, str] | None = None if method in SAFE_METHODS else {}
            answer = await client.request(method, address, headers={"Tus-Resumable": "1.0.0", **headers}, json=body)
            is_told = answer.status_code in refusals and (
                answer.status_code != 403 or method == "HEAD" or "Your access has ended" in answer.text
            )
            if not (is_told or (path.startswith(STORAGE) and tells_nothing(answer))):
                found.append((method, path, answer.status_code, answer.text[:100]))
    return found


def tells_nothing(answer: httpx2.Response) -> bool:
    if answer.status_code == 200:
        return answer.text in NOTHING
    if answer.status_code == 400 and answer.text:
        return answer.json()["code"] in REFUSALS
    return answer.status_code in (400, 401)
