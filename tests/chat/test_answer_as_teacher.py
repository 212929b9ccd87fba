"""A teacher's answer comes first, also for paraphrases, to those who may see what it cites, and without a model."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.db import Tx
from chronos.model import Actor, CreatorId, VideoId
from chronos.search import Scope
from tests.chat.conftest import SENTENCE
from tests.chat.test_feedback import creator_of
from tests.chat.test_messages import a_session
from tests.chat.test_teacher_answers import RUNNER, taught, the_video
from tests.factories import a_video, as_creator

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


async def test_it_is_given_in_a_course_that_has_all_it_cites(app: App, sam: Actor) -> None:
    ada, video = await creator_of(app, sam), await the_video(app)
    await taught(app, as_creator(ada), content=TEXT)
    async with app.db.as_service("test") as tx:
        made = {
            title: await a_course(tx, ada, title, videos)
            for title, videos in (("With", [video]), ("Without", [await a_video(tx, ada, title="Other")]))
        }
    given = {}
    for title, course in made.items():
        async with app.db.acting_as(sam) as tx:
            session = await chat.create_session(tx, sam, course_id=course)
        given[title] = (await chat.post_message(app.db, app.answerer, sam, session.id, RUNNER)).model
    assert given == {"With": "teacher", "Without": "extractive"}
    both = Scope((video,), made["With"])
    assert (await chat.ask(app.db, app.answerer, sam, RUNNER, scope=both)).model == "teacher"
    assert (await chat.ask(app.db, app.answerer, sam, RUNNER, scope=replace(both, language="de"))).model != "teacher"


async def a_course(tx: Tx, creator_id: CreatorId, title: str, videos: list[VideoId]) -> UUID:
    values = {"creator": creator_id, "title": title, "videos": videos}
    [row] = await tx.fetch(
        "with added as (insert into courses (creator_id, title, is_published) "
        "values (%(creator)s, %(title)s, true) returning id) "
        "insert into course_modules (course_id, title, video_ids) "
        "select id, 'Module', %(videos)s::uuid[] from added returning course_id",
        values,
    )
    return UUID(str(row["course_id"]))
