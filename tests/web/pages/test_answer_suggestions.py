"""Questions to ask after an answer."""

import re

from chronos.app import App
from chronos.model import VideoId
from tests.web.conftest import Call, People
from tests.web.pages.test_conversation_ask import APERTURE
from tests.web.pages.test_conversation_show import a_talk


async def test_a_part_of_the_page_asks_in_the_same_conversation(
    app: App, browse: Call, people: People, lecture: VideoId
) -> None:
    session = await a_talk(app, people, APERTURE)
    client = browse(people.student)
    [address] = re.findall(r'data-suggestions="([^"]+)"', (await client.get(f"/chat/{session}")).text)
    part = await client.get(address)
    assert part.status_code == 200
    assert "<html" not in part.text
    questions = re.findall(r'name="question" value="([^"]+)"', part.text)
    assert 1 <= len(questions) <= 3
    assert part.text.count(f'action="/chat/{session}" method="post" data-chat') == len(questions)
    assert (await browse(people.stranger).get(address)).status_code == 404
    assert (await browse(people.creator).get(address)).status_code == 404


async def test_a_refusal_suggests_nothing(app: App, browse: Call, people: People, lecture: VideoId) -> None:
    session = await a_talk(app, people, "Who won the world cup of 1998?")
    assert "data-suggestions" not in (await browse(people.student).get(f"/chat/{session}")).text
