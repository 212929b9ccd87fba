"""Schools and invitations over the API."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from chronos.app import App
from chronos.members import sign_in_by_identity
from chronos.providers.identity import ProvenPerson
from tests.mail_server import MailServer, mail_server
from tests.web.conftest import Call, People, problem


@pytest.fixture
def mail(app: App) -> Iterator[MailServer]:
    with mail_server() as running:
        app.settings = app.settings.model_copy(update={"smtp_url": SecretStr(running.url)})
        yield running


async def test_a_browser_lists_and_switches(app: App, browse: Call, people: People) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set whop_user_id = 'user_kim'")
    browser = browse(None)
    secret = await sign_in_by_identity(app.db, ProvenPerson("whop", "user_kim", None), "Firefox")
    browser.cookies.set("chronos_session", secret)
    listed = (await browser.get("/api/v1/me/schools")).json()
    assert [(each["school"], each["role"]) for each in listed["items"]] == [("Ada", "student"), ("Eve", "student")]
    other = next(each for each in listed["items"] if not each["is_current"])
    assert (await browser.post(f"/api/v1/me/schools/{other['id']}/switch")).status_code == 204
    again = (await browser.get("/api/v1/me/schools")).json()["items"]
    assert [each["id"] for each in again if each["is_current"]] == [other["id"]]
    problem(await browser.post(f"/api/v1/me/schools/{people.creator_id}/switch"), 404, "school_not_found")


async def test_a_token_names_one_school(api: Call, people: People) -> None:
    client = api(people.student)
    problem(await client.get("/api/v1/me/schools"), 403, "browser_only")
    problem(await client.post(f"/api/v1/me/schools/{people.student.student_id}/switch"), 403, "browser_only")


async def test_a_creator_invites(app: App, api: Call, people: People, mail: MailServer) -> None:
    sam = people.student.student_id
    problem(await api(people.creator).post(f"/api/v1/people/{sam}/invitation"), 422, "email_missing")
    async with app.db.as_service("test") as tx:
        await tx.execute("update students set email = 'sam@example.com'")
    answer = await api(people.creator).post(f"/api/v1/people/{sam}/invitation")
    assert (answer.status_code, answer.json()) == (202, {"email": "sam@example.com"})
    assert mail.recipients == [["sam@example.com"]]
    for actor in (people.student, people.other_creator, people.stranger):
        problem(await api(actor).post(f"/api/v1/people/{sam}/invitation"), 404, "person_not_found")
    assert len(mail.messages) == 1
