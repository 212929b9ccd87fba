"""The page that lists where a person is signed in."""

import re
from uuid import uuid4

from tests.web.conftest import Call, People


async def test_browsers_are_listed_and_ended(browse: Call, people: People) -> None:
    here, there, foreign = browse(people.student), browse(people.student), browse(people.creator)
    page = (await here.get("/sessions")).text
    assert page.count("Firefox on Linux") == 2
    assert page.count("This browser") == 1
    [address] = re.findall(r'action="(/sessions/[^"]+/end)"', page)
    assert (await foreign.post(address)).status_code == 404
    ended = await here.post(address)
    assert (ended.status_code, ended.headers["location"]) == (303, "/sessions")
    assert (await there.get("/")).status_code == 401
    assert (await here.get("/sessions")).text.count("Firefox on Linux") == 1
    assert (await foreign.get("/")).status_code == 200


async def test_all_others_are_ended(browse: Call, people: People) -> None:
    here, *others = (browse(people.student) for _ in range(3))
    assert (await here.post("/sessions/end-others")).status_code == 303
    assert [(await each.get("/")).status_code for each in (here, *others)] == [200, 401, 401]


async def test_the_list_is_linked_from_every_page(browse: Call, people: People) -> None:
    assert 'href="/sessions"' in (await browse(people.student).get("/")).text


async def test_unknown_ones_are_not_found(browse: Call, people: People) -> None:
    assert (await browse(people.student).post(f"/sessions/{uuid4()}/end")).status_code == 404
    assert (await browse(None).get("/sessions")).status_code == 401
