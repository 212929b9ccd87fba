"""Invitations by a link through the API."""

from uuid import uuid4

from tests.web.conftest import Call, People, problem

LINKS = "/api/v1/invite-links"


async def test_owner_makes_lists_and_ends(api: Call, browse: Call, people: People) -> None:
    owner = api(people.creator)
    made = await owner.post(LINKS, json={"days": 2, "max_uses": 3})
    assert made.status_code == 201
    link = made.json()
    assert (link["state"], link["uses"], link["max_uses"]) == ("good", 0, 3)
    address = link.pop("url").removeprefix("http://127.0.0.1:8000")
    assert (await owner.get(LINKS)).json()["items"] == [link]
    assert (await browse(None).get(address)).status_code == 200
    assert (await owner.delete(f"{LINKS}/{link['id']}")).status_code == 204
    assert (await owner.get(LINKS)).json()["items"][0]["state"] == "revoked"
    assert (await browse(None).get(address)).status_code == 410


async def test_wrong_limits_courses_and_links_are_refused(api: Call, people: People) -> None:
    owner = api(people.creator)
    problem(await owner.post(LINKS, json={"days": 91}), 422, "request_invalid")
    problem(await owner.post(LINKS, json={"course_id": str(uuid4())}), 404, "course_not_found")
    problem(await owner.delete(f"{LINKS}/{uuid4()}"), 404, "invite_link_not_found")
    made = (await owner.post(LINKS, json={})).json()
    problem(await api(people.other_creator).delete(f"{LINKS}/{made['id']}"), 404, "invite_link_not_found")
    assert (await api(people.other_creator).get(LINKS)).json()["items"] == []
