"""Questions asked from a page."""

from chronos.app import App
from chronos.chat.explain_refusal import NOT_COVERED
from chronos.model import VideoId
from tests.factories import a_video
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


async def test_question_is_limited_to_the_video(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    async with app.db.as_service("test") as tx:
        silent = await a_video(tx, people.creator_id, title="Silent")
    client = browse(people.student)
    question = {"question": "Why is f/16 a smaller hole than f/2?"}
    here = await client.post("/ask", data={**question, "page_video": str(lecture)})
    assert f'src="/videos/{lecture}/media"' in here.text
    assert "What the videos say" in here.text
    elsewhere = await client.post("/ask", data={**question, "page_video": str(silent)})
    assert "What the videos say" not in elsewhere.text
    everywhere = await client.post("/ask", data={**question, "page_video": str(silent), "everywhere": "true"})
    assert "What the videos say" in everywhere.text
    assert f'src="/videos/{silent}/media"' in everywhere.text
