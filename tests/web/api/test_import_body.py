"""Videos by their address, over HTTP."""

import json
from pathlib import Path
from typing import Any

import pytest

from chronos.app import App
from chronos.videos.fetch.download import Fetcher
from tests.media import a_silent_video
from tests.pipeline.work import work_until_done
from tests.videos.fetch.origin import an_origin, sends
from tests.web.conftest import Call, People, problem

VIDEOS = "/api/v1/videos"
TALK = "https://example.com/talks/a_good%20talk.mp4?key=secret"


async def test_video_is_downloaded_from_its_address(app: App, api: Call, people: People, tmp_path: Path) -> None:
    content = a_silent_video(tmp_path / "a.mp4", seconds=2).read_bytes()
    vtt = b"WEBVTT\n\n00:00.000 --> 00:01.500\nA wide aperture.\n"
    async with an_origin(sends(vtt), sends(content)) as origin:
        app.__dict__["fetcher"] = Fetcher(allowed=frozenset({origin.place}))
        body = {"url": origin.url("/talk.mp4"), "title": "A talk", "captions_url": origin.url("/talk.vtt")}
        response = await api(people.creator).post(VIDEOS, json=body)
        assert response.status_code == 202, response.text
        video = response.json()
        assert response.headers["location"] == f"{VIDEOS}/{video['id']}"
        assert (video["status"], video["title"], video["file_size_bytes"]) == ("pending", "A talk", None)
        problem(await api(people.creator).get(f"{VIDEOS}/{video['id']}/playback"), 409, "no_file_yet")
        done = await work_until_done(app, people.creator, video["id"])
    assert (done.status, done.error_message) == ("completed", None)
    playback = (await api(people.creator).get(f"{VIDEOS}/{video['id']}/playback")).json()
    assert (await api(None).get(playback["url"])).content == content
    assert "A wide aperture." in (await api(None).get(playback["captions_url"])).text


async def test_page_exists_before_the_file(app: App, api: Call, browse: Call, people: People) -> None:
    video = (await api(people.creator).post(VIDEOS, json={"url": TALK})).json()
    assert video["title"] == "a good talk"
    page = await browse(people.creator).get(f"/videos/{video['id']}")
    assert page.status_code == 200
    assert "Waiting in the queue" in page.text
    assert "<video" not in page.text
    assert "secret" not in page.text
    media = await api(people.creator).get(f"/videos/{video['id']}/media")
    problem(media, 409, "no_file_yet")
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set status = 'uploading'")
    assert "Downloading the file" in (await browse(people.creator).get("/")).text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "request_invalid"),
        ([], "request_invalid"),
        ({"url": None}, "request_invalid"),
        ({"url": "talk.mp4"}, "request_invalid"),
        ({"url": "file:///etc/passwd"}, "request_invalid"),
        ({"url": "https://example.com/" + "a" * 2048}, "request_invalid"),
        ({"url": "https://example.com/a b"}, "request_invalid"),
        ({"url": TALK, "file": "x"}, "request_invalid"),
        ({"url": TALK, "title": ""}, "request_invalid"),
        ({"url": TALK, "language": "en; drop"}, "request_invalid"),
        ({"url": TALK, "captions_url": "talk.vtt"}, "request_invalid"),
        ({"url": "http://127.0.0.1/a.mp4"}, "url_not_public"),
        ({"url": "http://[::1]:8080/a.mp4"}, "url_not_public"),
        ({"url": "http://2130706433/a.mp4"}, "url_invalid"),
        ({"url": "http://user:pass@example.com/a.mp4"}, "url_invalid"),
        ({"url": "http://example.com:22/a.mp4"}, "url_invalid"),
        ({"url": TALK, "captions_url": "http://169.254.169.254/latest"}, "url_not_public"),
    ],
)
async def test_invalid_imports_are_refused(app: App, api: Call, people: People, body: Any, code: str) -> None:
    problem(await api(people.creator).post(VIDEOS, json=body), 422, code)
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select from videos") == []


async def test_invalid_bodies_are_refused(api: Call, people: People) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"", b"{", b"\xff\xfe", b"null", b'{"url": "https://example.com/\\ud800"}'):
        response = await api(people.creator).post(VIDEOS, content=body, headers=headers)
        problem(response, 422, "request_invalid")
    large = json.dumps({"url": TALK, "title": "a" * 100_000}).encode()
    problem(await api(people.creator).post(VIDEOS, content=large, headers=headers), 413, "too_large")


async def test_students_cannot_add_videos(api: Call, people: People) -> None:
    problem(await api(people.student).post(VIDEOS, json={"url": TALK}), 403, "creators_only")
    problem(await api(None).post(VIDEOS, json={"url": TALK}), 401, "token_missing")
