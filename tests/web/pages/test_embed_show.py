"""Pages in frames of other sites: who sees which, who may frame them, and that no cookie is read or set."""

import re
from uuid import uuid4

import httpx2
import pytest

from chronos.app import App
from chronos.embeds import end_embed
from chronos.model import VideoId
from chronos.web.security_headers import CONTENT_SECURITY_POLICY, NO_FRAME
from tests.factories import a_video
from tests.web.conftest import Call, Client, People
from tests.web.pages.embedded import SITE, a_course, embedded

HTML = {"Accept": "text/html"}


def framed_by(answer: httpx2.Response) -> str:
    """Return which sites may frame the answer; the rest of the policy is as everywhere."""
    policy = answer.headers["content-security-policy"]
    origins = str(policy.partition("frame-ancestors ")[2])
    assert policy == CONTENT_SECURITY_POLICY.replace(NO_FRAME, f"frame-ancestors {origins}")
    assert ("x-frame-options" in answer.headers) == (origins == "'none'")
    return origins


@pytest.fixture
def visitor(browse: Call) -> Client:
    """A browser that never signed in."""
    client = browse(None)
    client.headers["Accept"] = "text/html"
    return client


async def test_a_public_video_is_shown_to_everyone(app: App, visitor: Client, people: People, lecture: VideoId) -> None:
    await embedded(app, people.creator, video_id=lecture)
    answer = await visitor.get(f"/embed/{lecture}?t=12.5")
    assert answer.status_code == 200
    assert framed_by(answer) == SITE
    assert "set-cookie" not in answer.headers
    assert 'data-start="12.5"' in answer.text
    assert "<style" not in answer.text
    assert " style=" not in answer.text
    assert answer.text.count("<script") == answer.text.count('<script type="module" src="/static/')
    assert (await visitor.get(f"/embed/{uuid4()}")).status_code == 404


@pytest.mark.parametrize(("show", "has_player", "has_form"), [("player", 1, 0), ("ask", 1, 1), ("both", 1, 1)])
async def test_the_address_chooses_between_player_and_form(
    app: App, visitor: Client, people: People, lecture: VideoId, show: str, has_player: int, has_form: int
) -> None:
    """A box to ask alone has a player that waits for a citation."""
    await embedded(app, people.creator, video_id=lecture)
    page = (await visitor.get(f"/embed/{lecture}?show={show}&theme=dark")).text
    assert page.count("<chronos-player") == has_player
    assert page.count("data-embed-ask") == has_form
    assert (" data-waits" in page) == (show == "ask")
    assert 'data-theme="dark"' in page
    assert (await visitor.get(f"/embed/{lecture}?show=everything")).status_code == 422


async def test_a_private_video_needs_a_token_of_it(app: App, visitor: Client, people: People, lecture: VideoId) -> None:
    showing = await embedded(app, people.creator, video_id=lecture, is_public=False)
    refused = await visitor.get(f"/embed/{lecture}")
    assert (refused.status_code, framed_by(refused)) == (401, SITE)
    assert "set-cookie" not in refused.headers
    assert "Load the page again" in refused.text
    token = app.embed_tokens.begin(showing.id).token
    assert (await visitor.get(f"/embed/{lecture}?token={token}")).status_code == 200
    for wrong in ("", "x", app.embed_tokens.begin(uuid4()).token, app.tokens.mint(people.creator)):
        assert (await visitor.get(f"/embed/{lecture}", params={"token": wrong})).status_code == 401


async def test_no_cookie_is_read(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    """Neither that of a sign-in, nor theme and language."""
    await embedded(app, people.creator, video_id=lecture, is_public=False)
    client = browse(people.creator)
    client.cookies.set("language", "de")
    assert (await client.get(f"/embed/{lecture}", headers=HTML)).status_code == 401
    await embedded(app, people.creator, video_id=lecture)
    page = await client.get(f"/embed/{lecture}", headers=HTML)
    assert '<html lang="en"' in page.text
    assert "set-cookie" not in page.headers


async def test_a_course_shows_its_lessons(app: App, visitor: Client, people: People, lecture: VideoId) -> None:
    course = await a_course(app, people.creator, lecture)
    await embedded(app, people.creator, course_id=course)
    page = await visitor.get(f"/embed/course/{course}")
    assert (page.status_code, framed_by(page)) == (200, SITE)
    assert "Ask this course" in page.text
    assert f"/embed/files/{lecture}/media?token=" in page.text
    async with app.db.as_service("test") as tx:
        other = await a_video(tx, people.creator_id)
    for lesson in (other, uuid4()):
        refused = await visitor.get(f"/embed/course/{course}?lesson={lesson}")
        assert (refused.status_code, framed_by(refused)) == (404, SITE)
    assert (await visitor.get(f"/embed/{lecture}")).status_code == 404


async def test_without_a_site_none_may_frame_it(app: App, visitor: Client, people: People, lecture: VideoId) -> None:
    await embedded(app, people.creator, video_id=lecture)
    async with app.db.acting_as(people.creator) as tx:
        await tx.execute("delete from embed_sites")
    assert framed_by(await visitor.get(f"/embed/{lecture}")) == "'none'"


async def test_other_pages_are_framed_by_none(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    await embedded(app, people.creator, video_id=lecture)
    for client, path in ((browse(people.student), f"/videos/{lecture}"), (browse(None), "/sign-in")):
        assert framed_by(await client.get(path)) == "'none'"


async def test_an_embed_that_ended_shows_nothing(app: App, visitor: Client, people: People, lecture: VideoId) -> None:
    showing = await embedded(app, people.creator, video_id=lecture)
    token = app.embed_tokens.begin(showing.id).token
    async with app.db.acting_as(people.creator) as tx:
        await end_embed(tx, showing.id)
    for path in (f"/embed/{lecture}", f"/embed/files/{lecture}/media"):
        answer = await visitor.get(path, params={"token": token})
        assert (answer.status_code, "taken back" in answer.text) == (404, True)


async def test_programs_find_the_frame(
    app: App, visitor: Client, browse: Call, people: People, lecture: VideoId
) -> None:
    link = '<link rel="alternate" type="application/json+oembed" href="'
    student = browse(people.student)
    assert link not in (await student.get(f"/videos/{lecture}")).text
    await embedded(app, people.creator, video_id=lecture)
    for page in (await visitor.get(f"/embed/{lecture}"), await student.get(f"/videos/{lecture}")):
        [address] = re.findall(f'{re.escape(link)}([^"]+)"', page.text)
        assert (await visitor.get(address.replace("&amp;", "&"))).json()["type"] == "video"


async def test_an_embed_has_the_brand_of_its_school(
    app: App, visitor: Client, people: People, lecture: VideoId
) -> None:
    await embedded(app, people.creator, video_id=lecture)
    async with app.db.acting_as(people.creator) as tx:
        await tx.execute("update creators set accent = '#1f6f8b', logo_path = id || '/brand/logo.webp'")
    page = (await visitor.get(f"/embed/{lecture}")).text
    assert '<link rel="stylesheet" href="/brand/1f6f8b.css?v=' in page
    assert f'<img class="logo" src="/storage/v1/object/public/thumbnails/{people.creator_id}/brand/logo.webp"' in page
