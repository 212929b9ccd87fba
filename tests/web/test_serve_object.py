"""How an object is served: as what, under which name, and until when."""

import dataclasses
from datetime import UTC, datetime
from typing import LiteralString
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI, Request, Response
from hypothesis import given
from hypothesis import strategies as st

from chronos.app import App
from chronos.model import VideoId
from chronos.storage import USER_UPLOADS, VIDEOS, ObjectInfo, object_name
from chronos.web.serve_object import disposition, serve_object
from tests.conftest import ADatabase
from tests.factories import a_sign_in
from tests.web.conftest import People
from tests.web.served import served
from tests.web.storage_api.test_sign_link import name_of

MEMBERSHIP_ENDS: LiteralString = "update students set is_active = false"
SIGN_IN_ENDS: LiteralString = "delete from private.sign_ins"
LONG = 24 * 1024 * 1024  # more than the buffers of a connection hold


async def get(app: App, info: ObjectInfo, headers: dict[str, str] | None = None, **options: str) -> httpx2.Response:
    web = FastAPI()

    @web.get("/")
    async def answer(request: Request) -> Response:
        return await serve_object(request, app, info, **options)  # type: ignore[arg-type]

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(web), base_url="http://test") as client:
        return await client.get("/", headers=headers)


async def an_object(app: App, content_type: str, content: bytes = b"0123456789", name: str = "a/b") -> ObjectInfo:
    await app.objects.put(object_name(USER_UPLOADS, name), content)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    return ObjectInfo(uuid4(), USER_UPLOADS, name, len(content), content_type, '"one"', now, now, {}, {})


@pytest.mark.parametrize(
    ("content_type", "served_as", "is_shown"),
    [
        ("video/mp4", "video/mp4", True),
        ("audio/mpeg", "audio/mpeg", True),
        ("image/png", "image/png", True),
        ("image/svg+xml", "image/svg+xml", False),
        ("text/html", "text/html", False),
        ("text/html; charset=utf-8", "text/html; charset=utf-8", False),
        ("application/pdf", "application/pdf", False),
        ("IMAGE/PNG", "IMAGE/PNG", True),
        ("text/plain\r\nX-Evil: yes", "application/octet-stream", False),
        ("video/mp4, text/html", "application/octet-stream", False),
        ("", "application/octet-stream", False),
        ("видео/mp4", "application/octet-stream", False),
    ],
)
async def test_no_browser_runs_it(app: App, content_type: str, served_as: str, is_shown: bool) -> None:
    response = await get(app, await an_object(app, content_type))
    assert (response.status_code, response.content) == (200, b"0123456789")
    assert response.headers["content-type"] == served_as
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert response.headers["cache-control"] == "private, no-cache"
    assert response.headers.get("content-disposition", "").startswith("attachment; ") == (not is_shown)
    assert "x-evil" not in response.headers


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("film.mp4", "attachment; filename=\"film.mp4\"; filename*=UTF-8''film.mp4"),
        ("Übung 1.mp4", "attachment; filename=\"_bung 1.mp4\"; filename*=UTF-8''%C3%9Cbung%201.mp4"),
        ('a";x="b.mp4', "attachment; filename=\"a__x__b.mp4\"; filename*=UTF-8''a_%3Bx%3D_b.mp4"),
        ("../../etc/passwd", "attachment; filename=\"_.._etc_passwd\"; filename*=UTF-8''_.._etc_passwd"),
        ("a\r\nX-Evil: yes", "attachment; filename=\"a__X-Evil_ yes\"; filename*=UTF-8''a__X-Evil_%20yes"),
        ("\u202egpj.exe", "attachment; filename=\"_gpj.exe\"; filename*=UTF-8''_gpj.exe"),
        (" . ", "attachment; filename=\"file\"; filename*=UTF-8''file"),
    ],
)
async def test_names(app: App, name: str, told: str) -> None:
    assert disposition("attachment", name) == told
    response = await get(app, await an_object(app, "video/mp4"), download=name)
    assert response.headers["content-disposition"] == told
    assert "x-evil" not in response.headers


@given(st.text())
def test_every_name_makes_one_plain_header(name: str) -> None:
    told = disposition("attachment", name)
    assert told.isascii()
    assert told.isprintable()
    assert told.count('"') == 2
    assert len(told) < 3000


@pytest.mark.parametrize("tag", ['"a"\r\nX-Evil: yes', "bare", 'W/"weak"', '""', '"é"', '"a"b"', '"' + "a" * 300 + '"'])
async def test_a_row_with_a_strange_tag(app: App, tag: str) -> None:
    info = await an_object(app, "video/mp4")
    response = await get(app, dataclasses.replace(info, etag=tag))
    assert response.headers["etag"] == f'"{info.id.hex}-{info.updated_at.timestamp():.6f}"'
    assert "x-evil" not in response.headers


async def test_ranges_out_of_reach(app: App) -> None:
    info = await an_object(app, "video/mp4")
    for asked in ("bytes=10-", "bytes=99999999999999999-", "bytes=" + ",".join(["0-1"] * 10_000)):
        response = await get(app, info, {"Range": asked, "Accept": "application/problem+json"})
        assert (response.status_code, response.headers["content-range"]) == (416, "bytes */10")
        assert response.json()["code"] == "range_unsatisfiable"
        assert len(response.content) < 300


async def test_conditions(app: App) -> None:
    info = await an_object(app, "video/mp4")
    known = await get(app, info, {"If-None-Match": '"one"'})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", '"one"')
    assert (await get(app, info, {"If-Modified-Since": "Sun, 01 Mar 2026 00:00:00 GMT"})).status_code == 304
    other = await get(app, info, {"If-Match": '"two"', "Accept": "application/problem+json"})
    assert (other.status_code, other.json()["code"]) == (412, "precondition_failed")


@pytest.mark.parametrize("count", [100, 10_000])
async def test_many_ranges_over_a_socket(
    database: ADatabase, app: App, people: People, lecture: VideoId, count: int
) -> None:
    name = await name_of(app, lecture)
    with served(app.settings, database.login_url) as server:
        link = server.app.links.sign("download", people.student, VIDEOS, name, 60)
        ranges = ",".join(f"{n}-{n}" for n in range(count))
        async with httpx2.AsyncClient(base_url=server.url, timeout=60) as client:
            address = f"/storage/v1/object/sign/{VIDEOS}/{name}?token={link.token}"
            response = await client.get(address, headers={"Range": f"bytes={ranges}"})
            assert response.status_code in (416, 400, 431)
            assert len(response.content) < 1000
            assert (await client.head(address)).status_code == 200


@pytest.mark.parametrize("way", ["link", "token", "browser"])
async def test_access_that_ends_ends_the_stream(
    database: ADatabase, app: App, people: People, lecture: VideoId, way: str
) -> None:
    """The response has begun, and the rest of the file never comes."""
    name = await name_of(app, lecture)
    async with app.db.as_service("test") as tx:
        long = name.replace("source.mp4", f"{way}.mp4")
        await tx.execute("update videos set storage_path = %(name)s where id = %(id)s", {"name": long, "id": lecture})
        await tx.execute("insert into storage.objects (bucket_id, name) values ('videos', %(name)s)", {"name": long})
    await app.objects.put(object_name(VIDEOS, long), bytes(LONG))
    with served(app.settings, database.login_url) as server:
        server.web.state.recheck_seconds = 0.0
        async with httpx2.AsyncClient(base_url=server.url, timeout=60) as client:
            if way == "link":
                link = server.app.links.sign("download", people.student, VIDEOS, long, 600)
                address, headers = f"/storage/v1/object/sign/{VIDEOS}/{long}?token={link.token}", {}
            else:
                address = f"/videos/{lecture}/media"
                headers = {"Authorization": f"Bearer {server.token(people.student)}"}
            if way == "browser":
                headers = {"Cookie": f"chronos_session={a_sign_in(database.superuser_url, people.student)}"}
            got = 0

            async def watch() -> None:
                nonlocal got
                async with client.stream("GET", address, headers=headers) as response:
                    assert response.headers["content-length"] == str(LONG)
                    async for piece in response.aiter_bytes():
                        if not got:
                            async with app.db.as_service("test") as tx:
                                await tx.execute(SIGN_IN_ENDS if way == "browser" else MEMBERSHIP_ENDS)
                        got += len(piece)

            with pytest.raises(httpx2.RemoteProtocolError, match="without sending complete message body"):
                await watch()
            assert 0 < got < LONG
            assert (await client.get(address, headers=headers)).status_code in (400, 401, 403, 404)
