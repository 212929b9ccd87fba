"""Questions asked from a page."""

from chronos.chat.word_answer import NOT_COVERED
from chronos.model import VideoId
from tests.web.conftest import Call, People


async def test_form_without_scripts_returns_the_page(browse: Call, people: People, lecture: VideoId) -> None:
    question = "Why is f/16 a smaller hole than f/2?"
    response = await browse(people.student).post("/ask", data={"question": question})
    assert response.status_code == 200
    assert "f/16 is a very small hole" in response.text
    assert f'href="/videos/{lecture}?t=' in response.text
    assert "Quoted from the videos; no text was generated." in response.text
    assert f'value="{question}"' in response.text
    assert "<h2" in response.text


async def test_script_gets_the_answer_alone(browse: Call, people: People, lecture: VideoId) -> None:
    response = await browse(people.student).post(
        "/ask", data={"question": "How do I bake sourdough bread?"}, headers={"Chronos-Part": "answer"}
    )
    assert "<html" not in response.text
    assert NOT_COVERED in response.text
    assert "The closest moments" in response.text
    assert f'data-video="{lecture}"' in response.text


async def test_uncovered_question_without_moments(browse: Call, people: People) -> None:
    response = await browse(people.student).post(
        "/ask", data={"question": "Anything?"}, headers={"Chronos-Part": "answer"}
    )
    assert NOT_COVERED in response.text
    assert "closest" not in response.text


async def test_empty_question_is_refused(browse: Call, people: People) -> None:
    response = await browse(people.student).post("/ask", data={"question": "  "})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
