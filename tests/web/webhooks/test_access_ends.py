"""A purchase gives access and its end takes it at once, whatever token, cookie, link or stream is still valid."""

import json
from datetime import UTC, datetime
from typing import Any, LiteralString

import httpx2
import pytest
from pydantic import SecretStr

from chronos.app import App
from chronos.members import change_student
from chronos.model import Actor, StudentId, VideoId
from chronos.storage import VIDEOS, object_name
from chronos.whop import apply_event
from tests.conftest import ADatabase
from tests.factories import a_sign_in, as_student
from tests.web.conftest import Call, Client, People
from tests.web.served import served
from tests.web.storage_api.test_sign_link import name_of
from tests.whop.test_normalise import DATA, V1
from tests.whop.test_verify import SECRET, signed

PERIOD_PASSES: LiteralString = "update students set access_ends_at = now()"  # before any job has noticed
LONG = 24 * 1024 * 1024  # more than the buffers of a connection hold


async def send(app: App, client: Client, kind: str, data: dict[str, Any] | None = None) -> None:
    """Let Whop deliver an event of now, and the worker apply it."""
    at = datetime.now(UTC)
    body = json.dumps(V1 | {"type": kind, "timestamp": at.isoformat(), "data": DATA | (data or {})}).encode()
    headers = signed(body=body, at=at, webhook_id=f"msg_{at.timestamp():.6f}".replace(".", "_"))
    named = {
        "webhook-id": headers.webhook_id or "",
        "webhook-timestamp": headers.timestamp or "",
        "webhook-signature": headers.signature or "",
    }
    answer = await client.post("/webhooks/whop", content=body, headers=named)
    assert answer.status_code == 200, answer.text
    await apply_event(app.db, named["webhook-id"])


@pytest.fixture
async def buyer(app: App, api: Call, people: People, lecture: VideoId) -> Actor:
    """Who bought a membership of Ada's company a moment ago."""
    app.settings.whop_webhook_secrets = SecretStr(SECRET)
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update creators set whop_company_id = 'biz_1' where id = %(id)s", {"id": people.creator.creator_id}
        )
    await send(app, api(None), "membership.activated")
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one("select id from students where whop_user_id = 'user_1'")
    assert row
    return as_student(StudentId(row["id"]))


@pytest.mark.parametrize("how", ["webhook", "time"])
async def test_every_way_in_closes_at_once(
    app: App, api: Call, browse: Call, buyer: Actor, lecture: VideoId, how: str
) -> None:
    program, browser, stranger = api(buyer), browse(buyer), api(None)
    playback = (await program.get(f"/api/v1/videos/{lecture}/playback")).json()

    async def statuses() -> dict[str, int]:
        ask = {"query": "aperture", "limit": 1}
        return {
            "moments": len((await program.post("/api/v1/search", json=ask)).json().get("moments", ())),
            "ask": (await program.post("/api/v1/chat/sessions", json={})).status_code,
            "videos": len((await program.get("/api/v1/videos")).json().get("items", ())),
            "sign-in": (await browser.get(f"/videos/{lecture}")).status_code,
            "media": (await browser.get(f"/videos/{lecture}/media", headers={"Range": "bytes=0-3"})).status_code,
            "link": (await stranger.get(playback["url"], headers={"Range": "bytes=4-7"})).status_code,
            "captions": (await stranger.get(playback["captions_url"])).status_code,
            "events": (await program.get(f"/api/v1/videos/{lecture}/events")).status_code,
        }

    assert await statuses() == {
        "moments": 1, "ask": 201, "videos": 1, "sign-in": 200, "media": 206, "link": 206, "captions": 200,
        "events": 200,
    }  # fmt: skip
    if how == "webhook":
        await send(app, stranger, "membership.deactivated", {"status": "trialing"})
    else:
        async with app.db.as_service("test") as tx:
            await tx.execute(PERIOD_PASSES)
    closed = await statuses()
    assert (closed.pop("videos"), closed.pop("moments")) == (0, 0)
    assert all(status in (400, 401, 403, 404) for status in closed.values()), closed
    await send(app, stranger, "membership.activated")
    assert (await statuses())["link"] == 206


async def test_a_cancellation_keeps_access_until_the_period_ends(app: App, api: Call, buyer: Actor) -> None:
    later = {"cancel_at_period_end": True, "renewal_period_end": "2100-01-01T00:00:00Z"}
    await send(app, api(None), "membership.cancel_at_period_end_changed", later)
    assert (await api(buyer).get("/api/v1/videos")).json()["items"]
    await send(app, api(None), "membership.updated", {"status": "past_due"})
    assert (await api(buyer).get("/api/v1/videos")).json()["items"]
    await send(app, api(None), "membership.updated", {"status": "expired"})
    assert not (await api(buyer).get("/api/v1/videos")).json().get("items")


async def test_whom_a_creator_holds_back_buys_no_access(app: App, api: Call, buyer: Actor) -> None:
    assert buyer.student_id
    await change_student(app.db, buyer.student_id, is_active=False)
    await send(app, api(None), "membership.activated")
    assert not (await api(buyer).get("/api/v1/videos")).json().get("items")
    assert (await change_student(app.db, buyer.student_id, is_active=True)).is_active
    await send(app, api(None), "membership.deactivated")
    assert not (await change_student(app.db, buyer.student_id, is_active=True)).is_active


@pytest.mark.parametrize("way", ["link", "token", "browser"])
async def test_a_stream_that_plays_ends_with_the_membership(
    database: ADatabase, app: App, api: Call, buyer: Actor, lecture: VideoId, way: str
) -> None:
    long = (await name_of(app, lecture)).replace("source.mp4", "long.mp4")
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set storage_path = %(name)s where id = %(id)s", {"name": long, "id": lecture})
        await tx.execute("insert into storage.objects (bucket_id, name) values ('videos', %(name)s)", {"name": long})
    await app.objects.put(object_name(VIDEOS, long), bytes(LONG))
    with served(app.settings, database.login_url) as server:
        server.web.state.recheck_seconds = 0.0
        link = server.app.links.sign("download", buyer, VIDEOS, long, 600)
        address, headers = f"/videos/{lecture}/media", {"Authorization": f"Bearer {server.token(buyer)}"}
        if way == "link":
            address, headers = f"/storage/v1/object/sign/{VIDEOS}/{long}?token={link.token}", {}
        elif way == "browser":
            headers = {"Cookie": f"chronos_session={a_sign_in(database.superuser_url, buyer)}"}
        got = 0
        async with httpx2.AsyncClient(base_url=server.url, timeout=60) as client:

            async def watch() -> None:
                nonlocal got
                async with client.stream("GET", address, headers=headers) as response:
                    async for piece in response.aiter_bytes():
                        if not got:
                            await send(app, api(None), "membership.deactivated")
                        got += len(piece)

            with pytest.raises(httpx2.RemoteProtocolError, match="without sending complete message body"):
                await watch()
            assert 0 < got < LONG
            again = await client.get(address, headers=headers | {"Range": f"bytes={got}-"})
            assert again.status_code in (400, 401, 403, 404)
