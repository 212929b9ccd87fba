"""The library's page."""

from pathlib import Path

import httpx2

from chronos.app import App
from chronos.chat.answer import NOT_COVERED
from chronos.model import VideoId
from tests.factories import a_video
from tests.media import a_silent_video
from tests.web.conftest import Call, People, problem

EVIL = "<img src=x onerror=alert(1)> \"quoted\" 'too' {{ 7*7 }}"


async def page_of(client: httpx2.AsyncClient, path: str = "/") -> str:
    response = await client.get(path)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


async def test_a_creators_empty_library_says_how_to_begin(browse: Call, people: People) -> None:
    page = await page_of(browse(people.creator))
    assert "Your library is empty" in page
    assert "chronos add" in page
    assert 'enctype="multipart/form-data"' in page
    assert 'action="/ask"' not in page


async def test_a_students_empty_library_says_to_wait(browse: Call, people: People) -> None:
    page = await page_of(browse(people.student))
    assert "nothing to watch yet" in page
    assert "multipart/form-data" not in page


async def test_every_state_in_words(app: App, browse: Call, people: People) -> None:
    creator = people.creator.creator_id
    assert creator
    async with app.db.as_service("test") as tx:
        for status in ("pending", "uploading", "transcribing", "processing", "embedding", "completed", "failed"):
            await a_video(tx, creator, title=f"A {status} one", status=status)
        await tx.execute("update videos set progress = 0.5 where status = 'transcribing'")
    page = await page_of(browse(people.creator))
    for words in ("Waiting in the queue", "Transcribing the speech", "42 %", "Indexing for search", "It broke."):
        assert words in page, words
    assert page.count("<progress id=") == 5
    assert page.count("data-busy") == 5
    assert page.count(">Retry<") == 1
    assert "1:00" in page  # its duration


async def test_titles_are_text(app: App, browse: Call, people: People) -> None:
    creator = people.creator.creator_id
    assert creator
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, creator, title=EVIL)
    for path in ("/", f"/videos/{video}"):
        page = await page_of(browse(people.student), path)
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
        assert "{{ 7*7 }}" in page


async def test_names_are_text(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set name = %(name)s", {"name": EVIL})
    page = await page_of(browse(people.student))
    assert "<img src=x" not in page


async def test_older_videos(app: App, browse: Call, people: People) -> None:
    creator = people.creator.creator_id
    assert creator
    async with app.db.as_service("test") as tx:
        for number in range(51):
            await a_video(tx, creator, title=f"Number {number};")
    client = browse(people.student)
    page = await page_of(client)
    older = page.partition('href="/?cursor=')[2].partition('"')[0]
    assert older
    rest = await page_of(client, f"/?cursor={older}")
    assert (page + rest).count('class="video-title"') == 51
    assert "Older videos" not in rest


async def test_the_upload_form(app: App, browse: Call, people: People, tmp_path: Path) -> None:
    film = a_silent_video(tmp_path / "talk.mp4", seconds=2).read_bytes()
    client = browse(people.creator)
    response = await client.post(
        "/videos", data={"title": ""}, files={"file": ("My talk.mp4", film), "captions": ("", b"")}
    )
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert "My talk" in await page_of(client)
    assert not list((app.settings.home / "incoming").iterdir())


async def test_an_upload_that_is_no_video(browse: Call, people: People) -> None:
    client = browse(people.creator)
    page = await client.post("/videos", files={"file": ("talk.mp4", b"text")})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    for_scripts = await client.post(
        "/videos", files={"file": ("talk.mp4", b"text")}, headers={"Accept": "application/problem+json"}
    )
    assert for_scripts.json()["detail"]


async def test_students_do_not_upload(browse: Call, people: People) -> None:
    response = await browse(people.student).post(
        "/videos", files={"file": ("a.mp4", b"x")}, headers={"Accept": "application/problem+json"}
    )
    problem(response, 403, "creators_only")


async def test_asking_without_scripts(browse: Call, people: People, lecture: VideoId) -> None:
    question = "Why is f/16 a smaller hole than f/2?"
    response = await browse(people.student).post("/ask", data={"question": question})
    assert response.status_code == 200
    assert "f/16 is a very small hole" in response.text
    assert f'href="/videos/{lecture}?t=' in response.text
    assert "Quoted from the videos; no text was generated." in response.text
    assert f'value="{question}"' in response.text
    assert "<h2" in response.text


async def test_asking_with_scripts_gets_the_answer_alone(browse: Call, people: People, lecture: VideoId) -> None:
    response = await browse(people.student).post(
        "/ask", data={"question": "How do I bake sourdough bread?"}, headers={"Chronos-Part": "answer"}
    )
    assert "<html" not in response.text
    assert NOT_COVERED in response.text
    assert "The closest moments" in response.text
    assert f'data-video="{lecture}"' in response.text


async def test_an_answer_without_moments(browse: Call, people: People) -> None:
    response = await browse(people.student).post(
        "/ask", data={"question": "Anything?"}, headers={"Chronos-Part": "answer"}
    )
    assert NOT_COVERED in response.text
    assert "closest" not in response.text


async def test_an_empty_question(browse: Call, people: People) -> None:
    response = await browse(people.student).post("/ask", data={"question": "  "})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
