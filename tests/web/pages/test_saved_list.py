"""Saved answers as pages: saved below an answer, listed, opened and removed."""

import re

from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, Client, People

QUESTION = "Why is f/16 a smaller hole than f/2?"


async def an_answer(client: Client) -> tuple[str, str]:
    """Return the address of a conversation, and that of the form that saves its answer."""
    asked = await client.post("/chat", data={"question": QUESTION})
    address, _, anchor = asked.headers["location"].partition("#m-")
    return address, f"{address}/{anchor}/save"


async def test_an_answer_is_saved_opened_and_removed(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    sam = browse(people.student)
    assert "Nothing saved yet." in (await sam.get("/saved")).text
    address, form = await an_answer(sam)
    pressed = f'action="{form}" method="post" data-save><button class="btn bare ink" aria-pressed="true"'
    assert pressed not in (await sam.get(address)).text
    saved = await sam.post(form)
    assert (saved.status_code, saved.headers["location"].partition("#")[0]) == (303, address)
    assert pressed in (await sam.get(address)).text

    [one] = re.findall(r'href="(/saved/[0-9a-f-]{36})"', (await sam.get("/saved")).text)
    page = (await sam.get(one)).text
    assert QUESTION in page
    assert f'href="/videos/{lecture}?t=' in page
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    withheld = (await sam.get(one)).text
    assert "This answer cites a video that you cannot watch now." in withheld
    assert f"/videos/{lecture}" not in withheld

    removed = await sam.post(f"{one}/remove")
    assert "The saved answer was removed." in (await sam.get(removed.headers["location"])).text
    assert (await sam.get(one)).status_code == 404


async def test_saving_again_removes(browse: Call, people: People, lecture: VideoId) -> None:
    sam = browse(people.student)
    _, form = await an_answer(sam)
    for count in (1, 0, 1):
        await sam.post(form)
        assert len(re.findall(r'href="/saved/[0-9a-f-]{36}"', (await sam.get("/saved")).text)) == count


async def test_saved_answers_are_their_students_alone(browse: Call, people: People, lecture: VideoId) -> None:
    sam = browse(people.student)
    _, form = await an_answer(sam)
    foreign = await sam.post(form, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    await sam.post(form)
    [one] = re.findall(r'href="(/saved/[0-9a-f-]{36})"', (await sam.get("/saved")).text)
    zoe, ada = browse(people.stranger), browse(people.creator)
    for other in (zoe, ada):
        assert (await other.get(one)).status_code == 404
        assert (await other.post(f"{one}/remove")).status_code == 404
        assert one not in (await other.get("/saved")).text
    assert (await zoe.post(form)).status_code == 404
    assert (await ada.post(form)).status_code == 403
    assert (await sam.get(one)).status_code == 200
