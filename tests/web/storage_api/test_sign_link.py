"""Signed links over HTTP: made for what one sees, and worth nothing once one sees it no more."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from chronos.app import App
from chronos.model import ANONYMOUS, Actor, VideoId
from chronos.storage import VIDEOS
from tests.web.conftest import Call, People
from tests.web.course import COURSE

FILE = (COURSE / "1-aperture.mp4").read_bytes()
STORAGE = "/storage/v1"


async def name_of(app: App, video: VideoId) -> str:
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one("select storage_path from videos where id = %(id)s", {"id": video})
    assert row
    return str(row["storage_path"])


async def link_to(client: httpx2.AsyncClient, name: str, **wanted: Any) -> str:
    response = await client.post(f"{STORAGE}/object/sign/{VIDEOS}/{name}", json={"expiresIn": 60} | wanted)
    assert response.status_code == 200, response.text
    return STORAGE + str(response.json()["signedURL"])


def storage_problem(response: httpx2.Response, status: str, code: str) -> str:
    """Asserts that `response` is that error in Supabase's form; its message."""
    assert response.status_code == 400, response.text
    body = response.json()
    assert (body["statusCode"], body["code"]) == (status, code), body
    return str(body["message"])


async def test_a_link_needs_no_token(app: App, api: Call, people: People, lecture: VideoId) -> None:
    for actor in (people.creator, people.student, Actor("service_role")):
        address = await link_to(api(actor), await name_of(app, lecture), expiresIn="60", transform={"width": 1})
        response = await api(None).get(address, headers={"Range": "bytes=10-19"})
        assert (response.status_code, response.content) == (206, FILE[10:20])
        assert response.headers["content-type"] == "video/mp4"
        assert response.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "content-disposition" not in response.headers
        head = await api(None).head(address)
        assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(FILE)), b"")


async def test_downloads_are_saved(app: App, api: Call, people: People, lecture: VideoId) -> None:
    address = await link_to(api(people.student), await name_of(app, lecture))
    for download, told in (
        ("", "attachment; filename=\"source.mp4\"; filename*=UTF-8''source.mp4"),
        ("Mein Film.mp4", "attachment; filename=\"Mein Film.mp4\"; filename*=UTF-8''Mein%20Film.mp4"),
    ):
        response = await api(None).get(address, params=parse_qs(urlsplit(address).query) | {"download": download})
        assert response.headers["content-disposition"] == told


async def test_only_for_what_one_sees(app: App, api: Call, people: People, lecture: VideoId) -> None:
    name = await name_of(app, lecture)
    for actor in (people.stranger, people.other_creator, None):
        response = await api(actor).post(f"{STORAGE}/object/sign/{VIDEOS}/{name}", json={"expiresIn": 60})
        storage_problem(response, "404", "NoSuchKey")
    missing = await api(people.creator).post(f"{STORAGE}/object/sign/{VIDEOS}/{name}x", json={"expiresIn": 60})
    storage_problem(missing, "404", "NoSuchKey")


async def test_many_at_once(app: App, api: Call, people: People, lecture: VideoId) -> None:
    name = await name_of(app, lecture)
    wanted = {"expiresIn": 60, "paths": [name, "not/there.mp4", "../../etc/passwd"]}
    answers = (await api(people.student).post(f"{STORAGE}/object/sign/{VIDEOS}", json=wanted)).json()
    assert [answer["path"] for answer in answers] == wanted["paths"]
    assert answers[0]["error"] is None
    assert (await api(None).get(STORAGE + answers[0]["signedURL"])).content == FILE
    for answer in answers[1:]:
        assert answer["signedURL"] is None
        assert "does not exist or you do not have access" in answer["error"]
    stranger = (await api(people.stranger).post(f"{STORAGE}/object/sign/{VIDEOS}", json=wanted)).json()
    assert [answer["signedURL"] for answer in stranger] == [None] * 3


async def test_requests_that_cannot_be_used(api: Call, people: People, lecture: VideoId) -> None:
    for seconds in (None, 0, -5, 10**30, "soon", [60]):
        body = {"expiresIn": seconds}
        response = await api(people.creator).post(f"{STORAGE}/object/sign/{VIDEOS}/x", json=body)
        storage_problem(response, "400", "InvalidRequest")
    for name in ("a%00b", "..%2fa", "a" * 4000, "%e2%80%ae", "a//b"):
        response = await api(people.creator).post(f"{STORAGE}/object/sign/{VIDEOS}/{name}", json={"expiresIn": 60})
        storage_problem(response, "400", "InvalidKey")
    for paths in ([], ["a\0b"], ["a"] * 1001, "a"):
        response = await api(people.creator).post(
            f"{STORAGE}/object/sign/{VIDEOS}", json={"expiresIn": 60, "paths": paths}
        )
        storage_problem(response, "400", "InvalidRequest")


async def test_a_changed_link_is_refused(
    app: App, api: Call, people: People, lecture: VideoId, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = await name_of(app, lecture)
    address = await link_to(api(people.student), name)
    path, _, token = address.partition("?token=")
    for altered in (f"{path}?token={token[:-4]}AAAA", f"{path}?token=A{token[1:]}", path, f"{path}?token=",
                    f"{path[:-1]}?token={token}", f"{path}?token={app.tokens.mint(people.student)}"):  # fmt: skip
        message = storage_problem(await api(people.student).get(altered), "400", "InvalidSignature")
        assert message.startswith("signature verification failed")
    upload = app.links.sign("upload", people.creator, VIDEOS, name, 60)
    storage_problem(await api(None).get(f"{path}?token={upload.token}"), "400", "InvalidSignature")
    with monkeypatch.context() as patched:
        patched.setattr("chronos.storage.sign_link.time.time", lambda: 1_700_000_000.0)
        old = app.links.sign("download", people.student, VIDEOS, name, 60)
    response = await api(None).get(f"{path}?token={old.token}")
    assert "exp" in storage_problem(response, "400", "ExpiredToken")


async def test_a_link_ends_with_its_makers_access(app: App, api: Call, people: People, lecture: VideoId) -> None:
    """At once, and not for others who see it still."""
    name = await name_of(app, lecture)
    of_student, of_creator = await link_to(api(people.student), name), await link_to(api(people.creator), name)
    nobody = app.links.sign("download", ANONYMOUS, VIDEOS, name, 60)
    storage_problem(await api(None).get(f"{of_student.partition('?')[0]}?token={nobody.token}"), "404", "NoSuchKey")
    assert (await api(None).head(of_student)).status_code == 200
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set is_active = false where id = %(id)s", {"id": people.student.student_id})
    storage_problem(await api(None).get(of_student), "404", "NoSuchKey")
    # The same link with the token of somebody who does see it is still not theirs.
    storage_problem(await api(people.creator).get(of_student), "404", "NoSuchKey")
    assert (await api(None).head(of_creator)).status_code == 200
