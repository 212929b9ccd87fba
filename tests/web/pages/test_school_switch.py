"""The pages list a person's schools and switch between them."""

from uuid import uuid4

import pytest

from chronos.app import App
from chronos.members import sign_in_by_identity
from chronos.providers.identity import ProvenPerson
from tests.web.conftest import Call, Client, People

PROBLEM = {"Accept": "application/problem+json"}


@pytest.fixture
async def kim(app: App, browse: Call, people: People) -> Client:
    """A browser of a person who is a student of Ada and of Eve."""
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set email = 'kim@example.com'")
    proven = ProvenPerson("https://accounts.example.com", "k", "kim@example.com")
    browser = browse(None)
    browser.cookies.set("chronos_session", await sign_in_by_identity(app.db, proven, "Firefox"))
    return browser


async def test_a_person_switches(kim: Client, people: People) -> None:
    shown = (await kim.get("/sessions")).text
    assert "Your schools" in shown
    names = {people.student.student_id: "Sam", people.stranger.student_id: "Zoe"}
    for person, name in names.items():
        done = await kim.post(f"/schools/{person}/switch")
        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert f'title="Where you are signed in">{name}</a>' in (await kim.get("/")).text


async def test_a_switch_to_a_school_of_others_is_refused(kim: Client, people: People, browse: Call) -> None:
    for person in (people.creator.creator_id, uuid4()):
        done = await kim.post(f"/schools/{person}/switch", headers=PROBLEM)
        assert (done.status_code, done.json()["code"]) == (404, "school_not_found")
    other = browse(people.student)
    assert "Your schools" not in (await other.get("/sessions")).text
    done = await other.post(f"/schools/{people.stranger.student_id}/switch", headers=PROBLEM)
    assert (done.status_code, done.json()["code"]) == (404, "school_not_found")
