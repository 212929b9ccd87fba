"""The tabs of a video's page as the server renders them."""

import re
from uuid import uuid4

from chronos.model import VideoId
from tests.web.conftest import Call, People

APERTURE = "Why is f/16 a smaller hole than f/2?"


def shown(page: str) -> list[str]:
    """Return the panels that are not hidden."""
    return [
        name
        for name, rest in re.findall(r'<section class="panel" id="panel-(\w+)"([^>]*)>', page)
        if " hidden" not in rest
    ]


async def test_a_tab_is_shown_by_its_address(browse: Call, people: People, lecture: VideoId) -> None:
    client = browse(people.student)
    assert shown((await client.get(f"/videos/{lecture}")).text) == ["transcript"]
    course = uuid4()
    page = (await client.get(f"/videos/{lecture}?tab=ask&course={course}")).text
    assert shown(page) == ["ask"]
    assert f'href="/videos/{lecture}?tab=transcript&amp;course={course}"' in page
    assert re.search(r'id="to-ask"[^>]* aria-current="page"', page)
    assert (await client.get(f"/videos/{lecture}?tab=other")).status_code == 422
    assert shown((await browse(people.creator).get(f"/videos/{lecture}?tab=ask")).text) == ["ask"]


async def test_a_conversation_of_ones_own_is_shown_beside_the_video(
    browse: Call, people: People, lecture: VideoId
) -> None:
    client = browse(people.student)
    asked = await client.post("/chat", data={"question": APERTURE, "video": str(lecture)})
    talk = asked.headers["location"].split("/")[2].partition("#")[0]
    page = (await client.get(f"/videos/{lecture}?talk={talk}")).text
    assert shown(page) == ["ask"]
    assert f'<h2 class="ask-q">{APERTURE}</h2>' in page
    assert f'<form class="composer" action="/chat/{talk}"' in page
    for other in (uuid4(), talk):
        actor = people.creator if other == talk else people.student
        elsewhere = await browse(actor).get(f"/videos/{lecture}?talk={other}")
        assert elsewhere.status_code == 200
        assert "ask-q" not in elsewhere.text.partition("<template")[0]
