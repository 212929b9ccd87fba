"""Security headers of every response."""

from chronos.model import VideoId
from tests.web.conftest import Call, People


async def test_every_response_has_security_headers(api: Call) -> None:
    for path in ("/sign-in", "/nothing-here", "/healthz", "/api/v1/videos", "/static/app.css"):
        response = await api(None).get(path)
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        policy = response.headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


async def test_pages_have_no_inline_script_or_style(browse: Call, people: People, lecture: VideoId) -> None:
    for path in ("/", f"/videos/{lecture}", "/sign-in"):
        page = (await browse(people.creator).get(path)).text
        assert "<style" not in page
        assert " style=" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/')
        assert " onclick" not in page


async def test_pages_are_not_cached_and_assets_are(browse: Call) -> None:
    assert (await browse(None).get("/sign-in")).headers["cache-control"] == "no-store"
    asset = await browse(None).get("/static/player.js")
    assert asset.headers["cache-control"] == "no-cache"
    assert "javascript" in asset.headers["content-type"]
