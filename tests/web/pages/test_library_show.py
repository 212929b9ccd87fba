"""The library's page."""

import re

import httpx2

from chronos.app import App
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.conftest import Call, People

EVIL = "<img src=x onerror=alert(1)> \"quoted\" 'too' {{ 7*7 }}"


async def page_of(client: httpx2.AsyncClient, path: str = "/videos") -> str:
    response = await client.get(path)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.text


async def test_empty_library_shows_a_creator_the_upload_form(browse: Call, people: People) -> None:
    page = await page_of(browse(people.creator))
    assert "Your library is empty" in page
    assert "chronos add" not in page  # commands are the operator's
    assert 'enctype="multipart/form-data"' in page
    assert 'action="/ask"' not in page


async def test_empty_library_asks_a_student_to_wait(browse: Call, people: People) -> None:
    page = await page_of(browse(people.student))
    assert "nothing to watch yet" in page
    assert "multipart/form-data" not in page


async def test_every_state_is_shown_in_words(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        for status in ("pending", "uploading", "transcribing", "processing", "embedding", "completed", "failed"):
            await a_video(tx, people.creator_id, title=f"A {status} one", status=status)
        await tx.execute("update videos set progress = 0.5 where status = 'transcribing'")
    page = await page_of(browse(people.creator))
    for words in ("Waiting in the queue", "Transcribing the speech", "42 %", "Indexing for search", "It broke."):
        assert words in page, words
    assert page.count("<progress id=") == 5
    assert page.count("data-busy") == 5
    assert page.count(">Retry<") == 1
    assert "1:00" in page  # its duration


async def test_posters_are_shown(browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.student)
    found = re.search(
        rf'<img src="(/videos/{lecture}/poster\?v=\w+)" alt="" width="160" height="90" loading="lazy">',
        await page_of(client),
    )
    assert found
    assert (await client.get(found[1])).headers["content-type"] == "image/webp"


async def test_titles_are_escaped(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id, title=EVIL)
    for path in ("/", "/videos", f"/videos/{video}"):
        page = await page_of(browse(people.student), path)
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
        assert "{{ 7*7 }}" in page


async def test_names_are_escaped(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set name = %(name)s", {"name": EVIL})
    page = await page_of(browse(people.student))
    assert "<img src=x" not in page


async def test_older_videos_are_on_the_next_page(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        for number in range(51):
            await a_video(tx, people.creator_id, title=f"Number {number};")
    client = browse(people.student)
    page = await page_of(client)
    older = page.partition('href="/videos?cursor=')[2].partition('"')[0]
    assert older
    rest = await page_of(client, f"/videos?cursor={older}")
    assert (page + rest).count('class="video-title"') == 51
    assert "Older videos" not in rest
