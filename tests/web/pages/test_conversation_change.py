"""Conversations are renamed, removed and taken back, and their answers judged."""

import re

from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, People
from tests.web.pages.test_conversation_show import a_talk


async def test_a_title_is_changed(app: App, browse: Call, people: People) -> None:
    session = await a_talk(app, people)
    client = browse(people.student)
    renamed = await client.post(f"/chat/{session}/rename", data={"title": "  On <light> "})
    assert (renamed.status_code, renamed.headers["location"]) == (303, f"/chat/{session}")
    assert "On &lt;light&gt;" in (await client.get(f"/chat/{session}")).text
    assert (await client.post(f"/chat/{session}/rename", data={"title": " "})).status_code == 422
    assert (await browse(people.stranger).post(f"/chat/{session}/rename", data={"title": "x"})).status_code == 404


async def test_a_removed_one_can_be_taken_back(app: App, browse: Call, people: People) -> None:
    session = await a_talk(app, people)
    client = browse(people.student)
    assert (await browse(people.stranger).post(f"/chat/{session}/remove")).status_code == 404
    removed = await client.post(f"/chat/{session}/remove")
    assert removed.status_code == 303
    page = (await client.get(removed.headers["location"])).text
    assert f'action="/chat/{session}/restore"' in page
    assert f'href="/chat/{session}"' not in page
    assert (await client.get(f"/chat/{session}")).status_code == 404
    assert (await browse(people.stranger).post(f"/chat/{session}/restore")).status_code == 404
    back = await client.post(f"/chat/{session}/restore")
    assert (await client.get(back.headers["location"])).status_code == 200


async def test_an_answer_is_judged_and_the_judgement_taken_back(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    client = browse(people.student)
    asked = await client.post("/chat", data={"question": "Why is f/16 a smaller hole than f/2?"})
    address, _, anchor = asked.headers["location"].partition("#m-")
    path = f"{address}/{anchor}/feedback"
    for verdict, pressed in (("right", 1), ("wrong", 1), ("", 0), ("", 0)):
        judged = await client.post(path, data={"verdict": verdict})
        assert (judged.status_code, judged.headers["location"]) == (303, f"{address}#m-{anchor}")
        page = (await client.get(address)).text
        assert len(re.findall(r'data-verdict="\w+" aria-pressed="true"', page)) == pressed
    assert (await client.post(path, data={"verdict": "great"})).status_code == 422
    assert (await browse(people.stranger).post(path, data={"verdict": "right"})).status_code == 404
    assert (await browse(people.creator).post(path, data={"verdict": "right"})).status_code == 403
    foreign = await client.post(path, data={"verdict": "right"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


async def test_a_gap_is_sent_to_the_teacher(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.student)
    asked = await client.post("/chat", data={"question": "How do I bake sourdough bread?"})
    address, _, anchor = asked.headers["location"].partition("#m-")
    path = f"{address}/{anchor}/tell"
    assert f'action="{path}"' in (await client.get(address)).text
    assert (await browse(people.stranger).post(path)).status_code == 404
    foreign = await client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    told = await client.post(path)
    assert (told.status_code, told.headers["location"]) == (303, f"{address}#m-{anchor}")
    page = (await client.get(address)).text
    assert "The question is with your teacher" in page
    assert f'action="{path}"' not in page
