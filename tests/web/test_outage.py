"""While the database is away every door answers 503 with `Retry-After`, and it opens again by itself."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from chronos.app import App
from chronos.db import outage
from chronos.web import create_application
from tests.cable import Cable, a_cable
from tests.conftest import ADatabase
from tests.factories import a_sign_in
from tests.frozen_server import frozen
from tests.media import a_tone
from tests.web.conftest import ADDRESS, People
from tests.web.uploads.client import a_video, begun, offset_of, patch


@pytest.fixture
async def cable(database: ADatabase, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cable]:
    monkeypatch.setattr(outage, "LOOK_SECONDS", 0.05)
    async with a_cable(database) as made:
        yield made


@pytest.fixture
async def distant(app: App, cable: Cable) -> AsyncIterator[App]:
    """The application with its database at the other end of the cable."""
    made = App(app.settings, cable.url)
    made.providers = app.providers
    await made.db.open()
    yield made
    await made.db.close()


@pytest.fixture
async def client(distant: App, people: People) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {distant.tokens.mint(people.creator)}"}
    transport = httpx2.ASGITransport(create_application(distant))
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS, headers=headers) as made:
        yield made


@pytest.fixture
async def browser(distant: App, people: People, database: ADatabase) -> AsyncIterator[httpx2.AsyncClient]:
    cookies = {"chronos_session": a_sign_in(database.superuser_url, people.creator)}
    transport = httpx2.ASGITransport(create_application(distant))
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS, cookies=cookies) as made:
        yield made


async def until_noticed(app: App) -> None:
    async with asyncio.timeout(30):
        while app.db.outage.error is None:
            app.db.outage.notice()
            await asyncio.sleep(0.01)


async def test_every_door_says_so_and_opens_again(
    distant: App, cable: Cable, client: httpx2.AsyncClient, browser: httpx2.AsyncClient, tmp_path: Path
) -> None:
    content = a_tone(tmp_path / "tone.mp4").read_bytes()
    assert (await client.get("/readyz")).status_code == 200
    await cable.cut()
    await until_noticed(distant)
    assert (await client.get("/healthz")).status_code == 200
    for method, path in (
        ("GET", "/readyz"),
        ("GET", "/api/v1/videos"),
        ("POST", "/api/v1/search"),
        ("GET", "/storage/v1/bucket"),
    ):
        answer = await client.request(method, path, json={"query": "light"} if method == "POST" else None)
        assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5"), (path, answer.text)
    page = await browser.get("/")
    assert (page.status_code, page.headers.get("retry-after")) == (503, "5"), page.text
    assert "<html" in page.text
    refused = await client.post("/api/v1/videos", files={"file": ("tone.mp4", content)})
    assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
    await cable.mend()
    async with asyncio.timeout(30):
        await distant.db.outage.over()
    assert (await client.get("/readyz")).status_code == 200
    assert (await client.get("/api/v1/videos")).status_code == 200


async def test_an_upload_continues_after_it(
    distant: App, cable: Cable, client: httpx2.AsyncClient, people: People, tmp_path: Path
) -> None:
    content = a_tone(tmp_path / "tone.mp4").read_bytes()
    half = len(content) // 2
    place = await begun(client, len(content), said=a_video(people.creator, "tone.mp4"))
    assert (await patch(client, place, 0, content[:half])).status_code == 204
    await cable.cut()
    await until_noticed(distant)
    refused = await patch(client, place, half, content[half:])
    assert (refused.status_code, refused.headers.get("retry-after")) == (503, "5")
    await cable.mend()
    async with asyncio.timeout(30):
        await distant.db.outage.over()
    offset = await offset_of(client, place)
    assert offset >= half
    done = await patch(client, place, offset, content[offset:])
    assert done.status_code == 204, done.text


async def test_a_frozen_server_is_answered_with_503(
    distant: App, database: ADatabase, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "SUSPECT_SECONDS", 0.1)
    monkeypatch.setattr(outage, "CONNECT_SECONDS", 0.5)
    assert (await client.get("/api/v1/videos")).status_code == 200
    with frozen(database.server):
        async with asyncio.timeout(60):
            answers = await asyncio.gather(*(client.get(path) for path in ("/api/v1/videos", "/readyz")))
        found = [(answer.status_code, answer.headers.get("retry-after")) for answer in answers]
        assert found == [(503, "5")] * 2, [answer.text for answer in answers]
    async with asyncio.timeout(60):
        await distant.db.outage.over()
        assert (await client.get("/api/v1/videos")).status_code == 200
