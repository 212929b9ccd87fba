"""Rules for every request and answer."""

from collections.abc import AsyncIterator

from chronos.model import VideoId
from chronos.web.guard import MAX_BODY_BYTES
from tests.web.conftest import Call, People, problem


async def test_every_answer_has_safe_headers(api: Call) -> None:
    for path in ("/sign-in", "/nothing-here", "/healthz", "/api/v1/videos", "/static/app.css"):
        response = await api(None).get(path)
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        policy = response.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


async def test_pages_hold_no_inline_script_or_style(browse: Call, people: People, lecture: VideoId) -> None:
    for path in ("/", f"/videos/{lecture}", "/sign-in"):
        page = (await browse(people.creator).get(path)).text
        assert "<style" not in page
        assert " style=" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/')
        assert " onclick" not in page


async def test_pages_are_not_kept_and_assets_are(browse: Call) -> None:
    assert (await browse(None).get("/sign-in")).headers["cache-control"] == "no-store"
    asset = await browse(None).get("/static/player.js")
    assert asset.headers["cache-control"] == "no-cache"
    assert "javascript" in asset.headers["content-type"]
    again = await browse(None).get("/static/player.js", headers={"If-None-Match": asset.headers["etag"]})
    assert again.status_code == 304


async def test_nothing_but_assets_is_served(browse: Call) -> None:
    for path in ("/static/../application.py", "/static/%2e%2e/application.py", "/static/"):
        assert (await browse(None).get(path)).status_code == 404


async def test_an_endless_body_is_refused_by_its_declared_length(api: Call, people: People) -> None:
    body = b'{"query": "' + b"x" * MAX_BODY_BYTES + b'"}'
    response = await api(people.student).post(
        "/api/v1/search", content=body, headers={"Content-Type": "application/json"}
    )
    problem(response, 413, "too_large")


async def test_an_endless_body_is_refused_while_it_comes(api: Call, people: People) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(1 + MAX_BODY_BYTES // 1024):
            yield b" " * 1024

    response = await api(people.student).post(
        "/api/v1/search", content=pieces(), headers={"Content-Type": "application/json"}
    )
    problem(response, 413, "too_large")
