"""The page of an invitation: it uses nothing up before it is sent, and says what to do when it is refused."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from chronos.app import App
from chronos.members import NewInviteLink, list_invite_links, make_invite_link
from tests.mail_server import MailServer, mail_server
from tests.web.conftest import Call, Client, People


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


async def a_link(app: App, people: People, wanted: NewInviteLink | None = None) -> str:
    async with app.db.acting_as(people.creator) as tx:
        return f"/join/{(await make_invite_link(tx, people.creator, wanted or NewInviteLink()))[1]}"


async def uses(app: App, people: People) -> int:
    async with app.db.acting_as(people.creator) as tx:
        return (await list_invite_links(tx, people.creator))[0].uses


async def test_a_student_joins_by_name_where_no_mail_is_sent(app: App, browse: Call, people: People) -> None:
    link, kim = await a_link(app, people), browse(None)
    for _ in range(2):
        page = await kim.get(link)
        assert (page.status_code, await uses(app, people)) == (200, 0)
        assert page.headers["cache-control"] == "no-store"
    assert "Join the school of Ada" in page.text
    assert 'name="email"' not in page.text
    joined = await kim.post(link, data={"name": "Kim"})
    assert (joined.status_code, joined.headers["location"]) == (303, "/")
    assert "Kim" in (await kim.get("/")).text
    assert await uses(app, people) == 1


async def test_a_mailed_link_lets_its_reader_in(
    app: App, application: FastAPI, browse: Call, people: People, mail: MailServer
) -> None:
    app.settings = app.settings.model_copy(update={"smtp_url": SecretStr(mail.url)})
    link, kim = await a_link(app, people), browse(None)
    refused = await kim.post(link, data={"name": "Kim", "email": "kim"})
    assert refused.status_code == 422
    assert 'value="Kim"' in refused.text
    answer = await kim.post(link, data={"name": "Kim", "email": "kim@example.com"})
    assert "kim@example.com" in answer.text
    await application.state.background.finish(20)
    [message] = mail.messages
    address = message.get_content().partition("http://127.0.0.1:8000")[2].split()[0]
    page = (await kim.get(address)).text
    assert "Continue as Kim?" in page
    field = page.partition('name="page" value="')[2].partition('"')[0]
    assert (await kim.post(address, data={"page": field})).status_code == 303
    assert "Kim" in (await kim.get("/")).text


async def test_who_is_signed_in_joins_as_itself(app: App, browse: Call, people: People) -> None:
    """By the address that the sign-in proved; without one the form is shown again."""
    link = await a_link(app, people)
    eve = browse(people.other_creator)
    page = (await eve.get(link)).text
    assert "Join as Eve" in page
    assert (await eve.post(f"{link}/signed-in")).status_code == 409
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.sign_ins set proved_email = 'eve@example.com'")
    done = await eve.post(f"{link}/signed-in")
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert "Ada" in (await eve.get("/")).text
    assert (await browse(None).post(f"{link}/signed-in")).status_code in (303, 401)


async def test_closed_and_unknown_links_say_what_to_do(app: App, browse: Call, people: People) -> None:
    link, kim = await a_link(app, people, NewInviteLink(max_uses=1)), browse(None)
    assert (await kim.post(link, data={"name": "Kim"})).status_code == 303
    full = await browse(None).post(link, data={"name": "Lee"})
    assert full.status_code == 410
    assert "Ask the person who invited you for a new one." in full.text
    unknown = await kim.get("/join/" + "x" * 43)
    assert unknown.status_code == 410
    assert "Open the whole link that you received" in unknown.text


async def test_a_full_school_says_so_without_its_plan(app: App, browse: Call, people: People) -> None:
    link = await a_link(app, people)
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "insert into private.limit_overrides (creator_id, students) values (%(id)s, 0)", {"id": people.creator_id}
        )
    refused = await browse(None).post(link, data={"name": "Kim"})
    assert refused.status_code == 409
    assert "no free place" in refused.text
    assert "plan" not in refused.text.partition("<main")[2].partition("</main>")[0]


async def test_forms_of_other_sites_are_refused(app: App, browse: Call, people: People) -> None:
    link, foreign = await a_link(app, people), {"Sec-Fetch-Site": "cross-site"}
    kim: Client = browse(None)
    for address in (link, f"{link}/signed-in"):
        assert (await kim.post(address, data={"name": "Kim"}, headers=foreign)).status_code == 403
    assert await uses(app, people) == 0
