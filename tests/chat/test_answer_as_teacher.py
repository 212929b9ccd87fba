"""A teacher's answer comes first, also for paraphrases, to those who may see what it cites, and without a model."""

from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.model import Actor, VideoId
from chronos.search import Scope
from tests.chat.conftest import SENTENCE
from tests.chat.test_feedback import creator_of
from tests.chat.test_messages import a_session
from tests.chat.test_teacher_answers import RUNNER, taught, the_video
from tests.factories import as_creator

TEXT = "Take a 500th of a second [1], or less."
PARAPHRASE = "How can I freeze the motion of a runner?"


@pytest.mark.parametrize("question", [RUNNER, PARAPHRASE, "HOW DO I FREEZE A RUNNER"])
async def test_paraphrases_get_the_teachers_answer(app: App, sam: Actor, question: str) -> None:
    ada = as_creator(await creator_of(app, sam))
    await taught(app, ada, content=TEXT)
    answer = await chat.post_message(app.db, app.answerer, sam, await a_session(app, sam), question)
    assert (answer.model, answer.content, answer.covered) == ("teacher", TEXT, True)
    assert [cited.text for cited in answer.citations] == [SENTENCE]
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select kind from private.ledger where student_id is not null") == []
        facts = await tx.fetch("select kind from private.facts order by id")
    assert [fact["kind"] for fact in facts] == ["question", "answer", "citation"]


@pytest.mark.parametrize("question", ["How do I blur a runner?", "Why would I freeze a runner?", "What is a shutter?"])
async def test_other_questions_do_not(app: App, sam: Actor, question: str) -> None:
    await taught(app, as_creator(await creator_of(app, sam)), content=TEXT)
    assert (await chat.ask(app.db, app.answerer, sam, question)).model == "extractive"


async def test_events_say_text_and_citation_in_order(app: App, sam: Actor) -> None:
    await taught(app, as_creator(await creator_of(app, sam)), content=TEXT)
    events = [event async for event in chat.stream_answer(app.db, app.answerer, sam, chat.Asking(RUNNER))]
    assert isinstance(events[0], chat.SourcesFound)
    assert events[0].is_covered
    assert "".join(event.text for event in events if isinstance(event, chat.TextAdded)) == TEXT
    assert [event.number for event in events if isinstance(event, chat.CitationAdded)] == [1]
    assert isinstance(events[-1], chat.Answered)


async def test_it_is_for_those_who_may_see_what_it_cites_and_within_the_scope(app: App, sam: Actor) -> None:
    ada = as_creator(await creator_of(app, sam))
    await taught(app, ada, content=TEXT)
    here, elsewhere = Scope((await the_video(app),)), Scope((VideoId(uuid4()),))
    assert (await chat.ask(app.db, app.answerer, sam, RUNNER, scope=here)).model == "teacher"
    assert (await chat.ask(app.db, app.answerer, sam, RUNNER, scope=elsewhere)).model == "extractive"
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    hidden = await chat.ask(app.db, app.answerer, sam, RUNNER)
    assert (hidden.model, hidden.covered, list(hidden.citations)) == ("extractive", False, [])
    assert (await chat.ask(app.db, app.answerer, ada, RUNNER)).model == "teacher"
