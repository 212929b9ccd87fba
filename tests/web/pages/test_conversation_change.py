"""Conversations are renamed, removed and taken back."""

from chronos.app import App
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
