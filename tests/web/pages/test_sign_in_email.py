"""Sign-in by e-mail: a member gets a link, and the page tells nobody who is one."""

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from chronos.app import App
from chronos.model import Actor
from tests.mail_server import MailServer, mail_server
from tests.web.conftest import Call, People

PROBLEM = {"Accept": "application/problem+json"}


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
async def sam(app: App, mail: MailServer, people: People) -> str:
    app.settings = app.settings.model_copy(update={"smtp_url": SecretStr(mail.url)})
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update students set email = 'sam@example.com' where id = %(id)s", {"id": people.student.student_id}
        )
    return "sam@example.com"


async def finish(application: FastAPI) -> None:
    await application.state.background.finish(20)


async def test_a_member_gets_a_link_that_signs_in(
    application: FastAPI, browse: Call, mail: MailServer, sam: str
) -> None:
    browser = browse(None)
    assert "Send me a link" in (await browser.get("/sign-in")).text
    answer = await browser.post("/sign-in/email", data={"email": sam, "next": "/sessions"})
    assert answer.status_code == 200
    assert f"If {sam} belongs to a member" in answer.text
    await finish(application)
    [message] = mail.messages
    link = message.get_content().partition("http://127.0.0.1:8000")[2].split()[0]
    page = (await browser.get(link)).text
    assert "Continue as Sam?" in page
    field = page.partition('name="page" value="')[2].partition('"')[0]
    done = await browser.post(link, data={"page": field})
    assert (done.status_code, done.headers["location"]) == (303, "/sessions")


async def test_the_answer_is_the_same_for_strangers(
    app: App, application: FastAPI, browse: Call, mail: MailServer, sam: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so is the work until it is sent: the same statements, none of which looks a person up."""
    transactions: list[str] = []
    acting_as, as_service = app.db.acting_as, app.db.as_service

    def noted_actor(actor: Actor, *values: Any) -> Any:
        transactions.append(actor.role)
        return acting_as(actor, *values)

    def noted_service(reason: str) -> Any:
        transactions.append(reason)
        return as_service(reason)

    monkeypatch.setattr(app.db, "acting_as", noted_actor)
    monkeypatch.setattr(app.db, "as_service", noted_service)
    held: list[Coroutine[Any, Any, None]] = []
    monkeypatch.setattr(application.state.background, "start", held.append)
    answers, work = [], []
    for address in (sam, "nobody@example.com"):
        transactions.clear()
        answer = await browse(None).post("/sign-in/email", data={"email": address})
        answers.append((answer.status_code, answer.text.replace(address, ""), set(answer.headers) - {"date"}))
        work.append(list(transactions))
    assert answers[0] == answers[1]
    assert work == [["chronos_public"], ["chronos_public"]]
    await asyncio.gather(*held)
    assert mail.recipients == [[sam]]


async def test_too_many_requests_are_refused_alike(browse: Call, sam: str) -> None:
    for address in (sam, "nobody@example.com"):
        answers = [
            await browse(None).post("/sign-in/email", data={"email": address}, headers=PROBLEM) for _ in range(4)
        ]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[3].json()["code"] == "rate_limited"
        assert int(answers[3].headers["retry-after"]) > 0


async def test_what_cannot_be_sent_is_said_to_everybody(browse: Call, people: People) -> None:
    assert "Send me a link" not in (await browse(None).get("/sign-in")).text
    for address in ("sam@example.com", "nobody@example.com"):
        answer = await browse(None).post("/sign-in/email", data={"email": address}, headers=PROBLEM)
        assert (answer.status_code, answer.json()["code"]) == (502, "mail_refused")


async def test_an_invalid_address_is_refused(browse: Call, sam: str) -> None:
    answer = await browse(None).post("/sign-in/email", data={"email": "nonsense"}, headers=PROBLEM)
    assert (answer.status_code, answer.json()["code"]) == (422, "email_invalid")
