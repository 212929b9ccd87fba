"""Search and ask over HTTP."""

from uuid import uuid4

from chronos.model import VideoId
from chronos.videos import moment_url
from tests.web.conftest import ADDRESS, Call, People, problem

QUESTION = "Why is f/16 a smaller hole than f/2?"


async def test_search_finds_the_moment(api: Call, people: People, lecture: VideoId) -> None:
    response = await api(people.student).post("/api/v1/search", json={"query": QUESTION, "limit": 3})
    assert response.status_code == 200, response.text
    moments = response.json()["moments"]
    best = moments[0]
    assert best["video_id"] == str(lecture)
    assert best["title"] == "Aperture: how wide the lens opens"
    assert "f/16 is a very small hole" in best["text"]
    assert (
        23.2
        <= best["play_seconds"]
        <= best["start_seconds"]
        < best["end_seconds"]
        <= best["play_until_seconds"]
        <= 43.5
    )
    assert best["url"] == moment_url(ADDRESS, lecture, best["play_seconds"])
    assert len(moments) <= 3
    assert [m["score"] for m in moments] == sorted((m["score"] for m in moments), reverse=True)


async def test_students_of_other_creators_find_nothing(api: Call, people: People, lecture: VideoId) -> None:
    for body in ({"query": QUESTION}, {"query": QUESTION, "video_ids": [str(lecture)]}):
        response = await api(people.stranger).post("/api/v1/search", json=body)
        assert (response.status_code, response.json()) == (200, {"moments": [], "notes": []})
    answer = (await api(people.stranger).post("/api/v1/ask", json={"question": QUESTION})).json()
    assert (answer["covered"], answer["citations"]) == (False, [])


async def test_answer_cites_its_sources(api: Call, people: People, lecture: VideoId) -> None:
    for actor in (people.student, people.creator):
        response = await api(actor).post("/api/v1/ask", json={"question": QUESTION})
        assert response.status_code == 200, response.text
        answer = response.json()
        assert (answer["covered"], answer["model"]) == (True, "extractive")
        cited = answer["citations"][0]
        assert set(cited) == {
            "video_id", "chunk_id", "title", "start_seconds", "end_seconds", "play_seconds", "text", "best_text",
            "best_start_seconds", "url",
        }  # fmt: skip
        assert cited["text"] in answer["text"]
        assert cited["url"] == moment_url(ADDRESS, lecture, cited["play_seconds"])
        assert cited["play_seconds"] == cited["start_seconds"]


async def test_question_outside_the_library_is_not_covered(api: Call, people: People, lecture: VideoId) -> None:
    answer = (await api(people.student).post("/api/v1/ask", json={"question": "How do I bake sourdough bread?"})).json()
    assert answer["covered"] is False
    assert answer["citations"]
    assert all(citation["video_id"] == str(lecture) for citation in answer["citations"])


async def test_search_is_limited_to_the_given_videos(api: Call, people: People, lecture: VideoId) -> None:
    response = await api(people.student).post("/api/v1/search", json={"query": QUESTION, "video_ids": [str(uuid4())]})
    assert response.json() == {"moments": [], "notes": []}
    response = await api(people.student).post("/api/v1/search", json={"query": QUESTION, "video_ids": [str(lecture)]})
    assert response.json()["moments"]


async def test_invalid_queries_are_refused(api: Call, people: People) -> None:
    client = api(people.student)
    for query in ("", "   ", "\n\t", "x" * 2001, "a\0b", None, 5):
        problem(await client.post("/api/v1/search", json={"query": query}), 422, "request_invalid")
        problem(await client.post("/api/v1/ask", json={"question": query}), 422, "request_invalid")


async def test_special_characters_are_searched_as_text(api: Call, people: People) -> None:
    for query in ("'; drop table videos; --", "😀 \u202e \u2028", "%s %(x)s {}"):
        assert (await api(people.student).post("/api/v1/search", json={"query": query})).status_code == 200
    surrogate = await api(people.student).post(
        "/api/v1/search", content=b'{"query": "\\ud800 what"}', headers={"Content-Type": "application/json"}
    )
    problem(surrogate, 422, "request_invalid")
