"""Questions in embeds: answered from what is embedded alone, as a page or as a stream, within limits."""

import json
from typing import Any

import pytest

from chronos.app import App
from chronos.model import VideoId
from tests.factories import a_video, some_chunks
from tests.web.conftest import Call, Client, People, problem
from tests.web.pages.embedded import a_course, embedded

HTML = {"Accept": "text/html"}
STREAM = {"Accept": "text/event-stream, application/problem+json;q=0.9"}
APERTURE = "Why is f/16 a smaller hole than f/2?"


@pytest.fixture
async def address(app: App, people: People, lecture: VideoId) -> str:
    """Where the lecture is embedded publicly."""
    return (await embedded(app, people.creator, video_id=lecture)).path


async def streamed(client: Client, address: str, question: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the events of an answer."""
    answer = await client.post(address, data={"question": question}, headers=STREAM)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = [dict(line.split(": ", 1) for line in block.splitlines() if ": " in line) for block in
              answer.text.strip().split("\n\n")]  # fmt: skip
    return [(block["event"], json.loads(block["data"])) for block in blocks]


async def test_an_answer_is_streamed_with_its_citations(browse: Call, address: str, lecture: VideoId) -> None:
    events = await streamed(browse(None), address, APERTURE)
    names = [name for name, _ in events]
    assert names[0] == "sources"
    assert {"delta", "citation"} <= set(names)
    name, done = events[-1]
    assert (name, done["answer"]["covered"]) == ("done", True)
    assert {cited["video_id"] for cited in done["answer"]["citations"]} == {str(lecture)}
    assert f'href="{address}?show=both&amp;theme=auto&amp;token=' in done["html"]
    assert f'data-video="{lecture}"' in done["html"]


async def test_a_question_that_is_not_covered_is_refused_plainly(browse: Call, address: str) -> None:
    _, done = (await streamed(browse(None), address, "How do I bake a sourdough bread?"))[-1]
    assert done["answer"]["covered"] is False
    assert "The closest moments" in done["html"] or not done["answer"]["citations"]


async def test_without_scripts_the_page_comes_with_the_answer(browse: Call, address: str, lecture: VideoId) -> None:
    page = await browse(None).post(f"{address}?show=ask", data={"question": APERTURE}, headers=HTML)
    assert page.status_code == 200
    assert APERTURE in page.text
    assert f'data-video="{lecture}"' in page.text
    assert "set-cookie" not in page.headers


async def test_a_course_answers_from_its_lessons_alone(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    """Not from another video of the school, however well it fits."""
    course = await a_course(app, people.creator, lecture)
    await embedded(app, people.creator, course_id=course)
    async with app.db.as_service("test") as tx:
        other = await a_video(tx, people.creator_id, title="Secret")
        await some_chunks(tx, people.creator_id, other, ["f/16 is a smaller hole than f/2"])
    _, done = (await streamed(browse(None), f"/embed/course/{course}", APERTURE))[-1]
    assert {cited["video_id"] for cited in done["answer"]["citations"]} == {str(lecture)}


async def test_a_private_embed_asks_for_its_token(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    showing = await embedded(app, people.creator, video_id=lecture, is_public=False)
    client = browse(people.creator)
    problem(await client.post(showing.path, data={"question": APERTURE}, headers=STREAM), 401, "embed_token_missing")
    token = app.embed_tokens.begin(showing.id).token
    answer = await client.post(showing.path, data={"question": APERTURE, "token": token}, headers=STREAM)
    assert answer.status_code == 200


async def test_questions_count_in_the_month_and_have_a_limit(
    app: App, browse: Call, people: People, address: str
) -> None:
    client = browse(None)
    await streamed(client, address, APERTURE)
    async with app.db.as_service("test") as tx:
        used = await tx.fetch("select used from private.budgets where meter = 'questions'")
        await tx.execute("update private.rate_limits set burst = 1, per_minute = 0.001 where per = 'embed'")
        await tx.execute("update private.rate_buckets set tokens = 0, updated_at = now()")
    assert [int(row["used"]) for row in used] == [1]
    problem(await client.post(address, data={"question": APERTURE}, headers=STREAM), 429, "rate_limited")
    page = await client.post(address, data={"question": APERTURE}, headers=HTML)
    assert (page.status_code, "Try again in a minute" in page.text) == (429, True)


@pytest.mark.parametrize("question", [" ", "thanks!"])
async def test_words_that_ask_nothing_are_refused(browse: Call, address: str, question: str) -> None:
    answer = await browse(None).post(address, data={"question": question}, headers=STREAM)
    assert answer.status_code == 422


@pytest.mark.parametrize("form", ["ask", "renew"])
async def test_forms_of_other_sites_are_refused(browse: Call, address: str, form: str) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://www.example.com", **STREAM}
    path = address if form == "ask" else "/embed/renew"
    problem(await browse(None).post(path, data={"question": APERTURE}, headers=headers), 403, "cross_site")


async def test_a_token_is_renewed_within_its_visit(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    showing = await embedded(app, people.creator, video_id=lecture, is_public=False)
    token = app.embed_tokens.begin(showing.id).token
    client = browse(None)
    made = (await client.post("/embed/renew", data={"token": token})).json()
    assert 3500 < made["seconds_left"] <= 3600
    assert app.embed_tokens.read(made["token"]) == app.embed_tokens.read(token)
    refused = await client.post("/embed/renew", data={"token": "x"}, headers={"Accept": "application/problem+json"})
    problem(refused, 401, "embed_token_invalid")
