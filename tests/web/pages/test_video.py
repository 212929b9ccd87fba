"""A video's page."""

import re

from chronos.app import App
from chronos.model import VideoId
from tests.factories import a_video
from tests.web.conftest import Call, People


async def test_player_and_transcript(browse: Call, people: People, lecture: VideoId) -> None:
    page = (await browse(people.student).get(f"/videos/{lecture}")).text
    assert f'src="/videos/{lecture}/media"' in page
    assert f'src="/videos/{lecture}/captions.vtt"' in page
    assert "Aperture: how wide the lens opens" in page
    lines = re.findall(r'data-seconds="([\d.]+)"', page)
    assert len(lines) > 20
    assert list(map(float, lines)) == sorted(map(float, lines))
    assert "data-busy" not in page


async def test_begins_at_the_second_in_the_address(browse: Call, people: People, lecture: VideoId) -> None:
    page = (await browse(people.student).get(f"/videos/{lecture}?t=96.80")).text
    assert f'src="/videos/{lecture}/media#t=96.8"' in page
    assert 'data-start="96.8"' in page


async def test_a_second_that_is_none(browse: Call, people: People, lecture: VideoId) -> None:
    for second in ("-1", "x", "nan", "inf", '"><script>'):
        response = await browse(people.student).get(f"/videos/{lecture}", params={"t": second})
        assert response.status_code == 422
        assert "<script>" not in response.text


async def test_others_find_no_page(browse: Call, people: People, lecture: VideoId) -> None:
    assert (await browse(people.stranger).get(f"/videos/{lecture}")).status_code == 404
    assert (await browse(people.other_creator).get(f"/videos/{lecture}")).status_code == 404


async def test_a_failed_video_is_tried_again(app: App, browse: Call, people: People) -> None:
    creator = people.creator.creator_id
    assert creator
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, creator, title="Broken", status="failed")
    client = browse(people.creator)
    page = (await client.get(f"/videos/{video}")).text
    assert "It broke." in page
    assert f'action="/videos/{video}/retry"' in page
    response = await client.post(f"/videos/{video}/retry")
    assert (response.status_code, response.headers["location"]) == (303, f"/videos/{video}")
    page = (await client.get(f"/videos/{video}")).text
    assert "data-busy" in page
    assert (await client.post(f"/videos/{video}/retry")).status_code == 409


async def test_asking_this_video_alone(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    creator = people.creator.creator_id
    assert creator
    async with app.db.as_service("test") as tx:
        silent = await a_video(tx, creator, title="Silent")
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


async def test_what_is_said_is_text(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update private.transcript_windows set words[1] = '<script>alert(1)</script>' where video_id = %(id)s",
            {"id": lecture},
        )
    page = (await browse(people.student).get(f"/videos/{lecture}")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    captions = (await browse(people.student).get(f"/videos/{lecture}/captions.vtt")).text
    assert "<script>" not in captions


async def test_its_creator_removes_it_after_asking_again(app: App, browse: Call, people: People) -> None:
    creator = people.creator.creator_id
    assert creator
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, creator)
    address = f"/videos/{video}"
    assert "/remove" not in (await browse(people.student).get(address)).text
    assert (await browse(people.student).post(f"{address}/remove")).status_code == 403
    assert (await browse(people.other_creator).post(f"{address}/remove")).status_code == 404
    client = browse(people.creator)
    page = (await client.get(address)).text
    # The button is not there before "Remove this video" was opened.
    assert re.search(
        rf'<details class="remove">.*<form action="{address}/remove" method="post">.*</details>', page, re.DOTALL
    )
    foreign = await client.post(f"{address}/remove", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    response = await client.post(f"{address}/remove")
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert (await client.get(address)).status_code == 404
