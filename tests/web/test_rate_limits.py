"""Rate limits as programs and people see them."""

from typing import LiteralString

import pytest

from chronos.app import App
from tests.web.conftest import Call, People, problem

LIMIT: LiteralString = (
    "update private.rate_limits set burst = 1, per_minute = 6 where per = 'student' and kind <> 'words'"
)
QUESTION = {"search": {"query": "light"}, "ask": {"question": "What is light?"}}


@pytest.fixture
async def people(app: App, people: People) -> People:
    """Students may ask one question in ten seconds."""
    async with app.db.as_service("test") as tx:
        await tx.execute(LIMIT)
    return people


@pytest.mark.parametrize("endpoint", ["search", "ask"])
async def test_limited_program_gets_retry_after(api: Call, people: People, endpoint: str) -> None:
    student = api(people.student)
    assert (await student.post(f"/api/v1/{endpoint}", json=QUESTION[endpoint])).status_code == 200
    refused = await student.post(f"/api/v1/{endpoint}", json=QUESTION[endpoint])
    seconds = refused.headers["retry-after"]
    assert seconds.isdigit()
    assert 1 <= int(seconds) <= 10
    assert f"Try again in {seconds} second" in problem(refused, 429, "rate_limited")
    for somebody_else in (people.creator, people.stranger):
        assert (await api(somebody_else).post(f"/api/v1/{endpoint}", json=QUESTION[endpoint])).status_code == 200


async def test_keyword_search_works_when_questions_are_refused(api: Call, people: People) -> None:
    student = api(people.student)
    for _ in range(3):
        response = await student.post("/api/v1/search", json={"query": "light", "by": "words"})
        assert response.status_code == 200


async def test_keyword_search_has_a_limit_of_its_own(app: App, api: Call, people: People, browse: Call) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.rate_limits set burst = 2, per_minute = 6 where kind = 'words'")
    student, body = api(people.student), {"query": "light", "by": "words"}
    for _ in range(2):
        assert (await student.post("/api/v1/search", json=body)).status_code == 200
    refused = await student.post("/api/v1/search", json=body)
    assert problem(refused, 429, "rate_limited").startswith("Too many searches. Try again in ")
    assert int(refused.headers["retry-after"]) <= 10
    assert (await browse(people.student).get("/find", params={"q": "light"})).status_code == 429
    assert (await student.post("/api/v1/search", json=QUESTION["search"])).status_code == 200


async def test_messages_are_limited(api: Call, people: People) -> None:
    student = api(people.student)
    session = (await student.post("/api/v1/chat/sessions", json={})).json()["id"]
    messages = f"/api/v1/chat/sessions/{session}/messages"
    assert (await student.post(messages, json={"content": "What is light?"})).status_code == 200
    refused = await student.post(messages, json={"content": "What is light?"})
    problem(refused, 429, "rate_limited")
    assert int(refused.headers["retry-after"]) <= 10
    assert len((await student.get(messages)).json()["items"]) == 2


async def test_limited_person_gets_a_page(browse: Call, people: People) -> None:
    student = browse(people.student)
    asked = {"question": "What is light?"}
    assert (await student.post("/ask", data=asked)).status_code == 200
    refused = await student.post("/ask", data=asked)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) <= 10
    assert refused.headers["content-type"].startswith("text/html")
    assert "Too many questions. Try again in " in refused.text
    part = {"Accept": "application/problem+json, text/html;q=0.9", "Chronos-Part": "answer"}
    problem(await student.post("/ask", data=asked, headers=part), 429, "rate_limited")  # the page's own module shows it
    assert (await student.get("/find", params={"q": "light"})).status_code == 200
