"""Sign-in by a link: the page asks, and only its own form signs in."""

import asyncio
import logging
import re

import pytest

from chronos.app import App
from chronos.members import Person, make_sign_in_link
from chronos.model import Actor
from tests.web.conftest import Call, Client, People

PROBLEM = {"Accept": "application/problem+json"}


async def a_link(app: App, actor: Actor) -> str:
    """The address of a new link, without its host."""
    kind, id_ = ("creator", actor.creator_id) if actor.creator_id else ("student", actor.student_id)
    assert id_
    return f"/sign-in/{await make_sign_in_link(app.db, Person('creator' if kind == 'creator' else 'student', id_, ''))}"


async def field_of(client: Client, link: str) -> dict[str, str]:
    """Open the link; return the hidden field of its form."""
    shown = await client.get(link)
    assert shown.status_code == 200, shown.text
    found = re.search(r'<input type="hidden" name="page" value="(\w+)">', shown.text)
    assert found
    return {"page": found[1]}


async def sign_ins(app: App) -> int:
    async with app.db.as_service("test") as tx:
        return len(await tx.fetch("select from private.sign_ins"))


async def test_the_page_asks_and_its_form_signs_in(app: App, browse: Call, people: People) -> None:
    link = await a_link(app, people.student)
    client = browse(None)
    shown = await client.get(link)
    assert "Continue as Sam?" in shown.text
    assert "In the school of Ada" in shown.text
    assert "chronos_session" not in client.cookies
    assert await sign_ins(app) == 0
    response = await client.post(link, data=await field_of(client, link), headers={"User-Agent": "curl/8"})
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert "Sam" in (await client.get("/")).text
    assert "curl" in (await client.get("/sessions")).text


async def test_no_answer_of_the_address_is_kept_or_referred_to(app: App, browse: Call, people: People) -> None:
    link = await a_link(app, people.student)
    client = browse(None)
    field = await field_of(client, link)
    answers = [
        await client.get(link),
        await client.post(link),
        await client.post(link, data=field),
        await client.get(link),
    ]
    assert [answer.status_code for answer in answers] == [200, 403, 303, 410]
    for answer in answers:
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"


async def test_previewers_use_nothing_up(app: App, browse: Call, people: People) -> None:
    link = await a_link(app, people.student)
    for _ in range(3):
        assert (await browse(None).get(link)).status_code == 200
        assert (await browse(None).head(link)).status_code == 405
    client = browse(None)
    assert (await client.post(link, data=await field_of(client, link))).status_code == 303


async def test_a_used_link_says_what_to_do(app: App, browse: Call, people: People) -> None:
    link = await a_link(app, people.student)
    client, other = browse(None), browse(None)
    field, late = await field_of(client, link), await field_of(other, link)
    assert (await client.post(link, data=field)).status_code == 303
    for answer in (await other.post(link, data=late), await other.get(link)):
        assert answer.status_code == 410
        assert "Ask the person who invited you for a new one." in answer.text
    refused = await other.get(link, headers=PROBLEM)
    assert (refused.status_code, refused.json()["code"]) == (410, "sign_in_link_expired")


async def test_an_expired_link_says_what_to_do(app: App, browse: Call, people: People) -> None:
    link = await a_link(app, people.student)
    client = browse(None)
    field = await field_of(client, link)
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.sign_in_links set expires_at = now()")
    for answer in (await client.get(link), await client.post(link, data=field)):
        assert answer.status_code == 410
        assert "Ask the person who invited you for a new one." in answer.text
        assert "chronos_session" not in client.cookies


async def test_one_of_two_forms_sent_at_once_wins(app: App, browse: Call, people: People) -> None:
    link = await a_link(app, people.student)
    clients = [browse(None) for _ in range(4)]
    fields = [await field_of(client, link) for client in clients]
    answers = await asyncio.gather(
        *(client.post(link, data=field) for client, field in zip(clients, fields, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410]
    assert await sign_ins(app) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
async def test_a_foreign_page_cannot_send_the_form(
    app: App, browse: Call, people: People, headers: dict[str, str]
) -> None:
    """Even with the field of the page, which it cannot read."""
    link = await a_link(app, people.other_creator)
    client = browse(None)
    refused = await client.post(link, data=await field_of(client, link), headers=headers | PROBLEM)
    assert (refused.status_code, refused.json()["code"]) == (403, "cross_site")
    assert await sign_ins(app) == 0


async def test_the_form_is_bound_to_browser_and_link(app: App, browse: Call, people: People) -> None:
    """A foreign page knows its own link, and the field that its own browser was shown: neither helps in another."""
    mine, theirs = await a_link(app, people.student), await a_link(app, people.other_creator)
    attacker, victim = browse(None), browse(None)
    field = await field_of(attacker, theirs)
    own = await field_of(victim, mine)
    for client, link, sent in (
        (victim, theirs, field),
        (victim, theirs, own),
        (victim, theirs, {}),
        (browse(None), theirs, field),
        (browse(None), theirs, {}),
    ):
        refused = await client.post(link, data=sent, headers=PROBLEM)
        assert (refused.status_code, refused.json()["code"]) == (403, "cross_site")
    assert await sign_ins(app) == 0
    assert (await victim.post(mine, data=own)).status_code == 303


async def test_a_browser_that_sends_no_origin_signs_in(app: App, browse: Call, people: People) -> None:
    """Without a referrer, browsers name no origin; older ones do not say either that the form is of this site."""
    link = await a_link(app, people.student)
    client = browse(None)
    answer = await client.post(link, data=await field_of(client, link), headers={"Origin": "null"})
    assert answer.status_code == 303


async def test_two_pages_may_be_open_at_once(app: App, browse: Call, people: People) -> None:
    first, second = await a_link(app, people.student), await a_link(app, people.creator)
    client = browse(None)
    fields = [await field_of(client, first), await field_of(client, second)]
    assert (await client.post(first, data=fields[0])).status_code == 303
    assert "Sam" in (await client.get("/")).text


async def test_the_link_keeps_the_page_that_was_wanted(app: App, browse: Call, people: People) -> None:
    for wanted, shown in (("/videos?t=30", "/videos?t=30"), ("//evil.example", "/"), ("/\\evil.example", "/")):
        link = await a_link(app, people.student)
        client = browse(None)
        field = await field_of(client, link)
        answer = await client.post(link, params={"next": wanted}, data=field)
        assert (answer.status_code, answer.headers["location"]) == (303, shown)


async def test_a_link_that_is_opened_after_a_page_leads_there(app: App, browse: Call, people: People) -> None:
    client = browse(None)
    await client.get("/sessions?t=30", headers={"Accept": "text/html"})
    link = await a_link(app, people.student)
    answer = await client.post(link, data=await field_of(client, link))
    assert answer.headers["location"] == "/sessions?t=30"


async def test_no_secret_is_logged(app: App, browse: Call, people: People, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    link = await a_link(app, people.student)
    client = browse(None)
    field = await field_of(client, link)
    for _ in range(2):
        await client.post(link, data=field)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx2")]
    assert not any(link.removeprefix("/sign-in/") in line for line in ours)
    assert not any(client.cookies["chronos_session"] in line for line in ours)
