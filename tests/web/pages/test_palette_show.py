"""What the command palette offers to whom."""

import re

import pytest

from tests.web.conftest import Call
from tests.web.pages.studio.conftest import Built, built

__all__ = ["built"]  # a fixture


def lines(page: str) -> list[tuple[str, str]]:
    """Return address and words of each line."""
    found = re.findall(r'<a role="option"[^>]* href="([^"]*)">(.*?)</a>', page, re.DOTALL)
    return [(href, " ".join(re.sub(r"<[^>]*>", " ", words).split())) for href, words in found]


async def test_each_person_is_led_to_their_own_pages(browse: Call, built: Built) -> None:
    student = (await browse(built.people.student).get("/palette")).text
    assert student.lstrip().startswith("<dialog")
    assert [href for href, _ in lines(student)] == ["/", "/courses", "/chat", "/me"]
    assert 'action="/chat"' in student
    staff = (await browse(built.people.creator).get("/palette")).text
    assert [href for href, _ in lines(staff)][:2] == ["/studio", "/studio/videos"]
    assert "/chat" not in [href for href, _ in lines(staff)]
    assert 'action="/ask"' in staff


async def test_words_find_pages_courses_and_videos_of_the_caller(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    found = lines((await ada.get("/palette", params={"q": "PART 2"})).text)
    assert found[0] == (f"/studio/videos/{built.videos[1]}", "Part 2 Video")
    assert lines((await ada.get("/palette", params={"q": "light"})).text)[0] == (built.address, "Light Course")
    assert lines((await ada.get("/palette", params={"q": "peop"})).text)[0] == ("/studio/people", "People")
    student = lines((await browse(built.people.student).get("/palette", params={"q": "part 2"})).text)
    assert student[0] == (f"/videos/{built.videos[1]}", "Part 2 Video")
    # The course is not published, and the studio is not the student's.
    for query in ("light", "peop"):
        only = lines((await browse(built.people.student).get("/palette", params={"q": query})).text)
        assert [words for _, words in only] == [f"Ask: {query}", f"Search for {query}"]
    stranger = lines((await browse(built.people.other_creator).get("/palette", params={"q": "part"})).text)
    assert [words for _, words in stranger] == ["Ask: part", "Search for part"]


@pytest.mark.parametrize("query", ["part?", "what is a part", "who said part one"])
async def test_question_is_asked_first(query: str, browse: Call, built: Built) -> None:
    first = lines((await browse(built.people.student).get("/palette", params={"q": query})).text)[0]
    assert first[1] == f"Ask: {query}"


async def test_pages_are_found_in_the_readers_language(browse: Call, built: Built) -> None:
    ada = browse(built.people.creator)
    answer = await ada.get("/palette", params={"q": "kurse"}, headers={"Accept-Language": "de"})
    assert lines(answer.text)[0] == ("/studio/courses", "Kurse")


async def test_typed_words_are_escaped_and_have_a_greatest_length(browse: Call, built: Built) -> None:
    student = browse(built.people.student)
    assert "<b>" not in (await student.get("/palette", params={"q": "<b>\0 %_"})).text
    assert (await student.get("/palette", params={"q": "a" * 201})).status_code == 422
    assert (await browse(None).get("/palette")).status_code == 401
