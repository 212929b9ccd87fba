"""Answers without a session: from what the actor may see, within a scope."""

from uuid import uuid4

from chronos import chat
from chronos.app import App
from chronos.model import Actor, VideoId
from chronos.search import Scope
from tests.chat.conftest import SENTENCE
from tests.factories import a_creator, as_creator

MOTION = "How do I freeze a running person?"


async def test_an_answer_quotes_what_the_actor_may_see(app: App, sam: Actor) -> None:
    answer = await chat.ask(app.db, app.answerer, sam, MOTION)
    assert (answer.covered, answer.model, answer.is_generated) == (True, "extractive", False)
    assert answer.text.endswith(f"“{SENTENCE}” [1]")
    assert [(one.text, one.start_seconds) for one in answer.citations] == [(SENTENCE, 10)]


async def test_another_creator_gets_nothing(app: App, sam: Actor) -> None:
    async with app.db.as_service("test") as tx:
        other = as_creator(await a_creator(tx, name="Bob"))
    answer = await chat.ask(app.db, app.answerer, other, MOTION)
    assert (answer.covered, answer.citations) == (False, [])


async def test_an_answer_stays_within_its_scope(app: App, sam: Actor) -> None:
    answer = await chat.ask(app.db, app.answerer, sam, MOTION, scope=Scope((VideoId(uuid4()),)))
    assert (answer.covered, answer.citations) == (False, [])
