"""Suggestions are answered by the library for the student who asks, and leave no trace as questions."""

from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.chat.suggest_questions import phrases_of
from chronos.errors import NotFound, OverLimit
from chronos.model import Actor, VideoId
from chronos.search import find_moments
from tests.factories import a_creator, a_session, a_student, a_talk, as_creator, as_student

TALK = [
    "Welcome to this course about how photographs are made.",
    "A fast shutter speed freezes the motion of a runner in mid air.",
    "A neutral density filter keeps light away from the sensor.",
    "With a neutral density filter waterfalls become smooth.",
    "A sturdy tripod holds the camera still for seconds.",
    "Without a sturdy tripod the picture is blurred by your hands.",
]
MOTION = "How do I freeze a running person?"


async def answered(app: App, question: str = MOTION) -> tuple[Actor, chat.Message]:
    """A student, and the answer that it got."""
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
        sam = as_student(await a_student(tx, ada))
    await a_talk(app.db, app.embedder, ada, TALK, title="Shutter")
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set transcript_language = 'en' where creator_id = %(id)s", {"id": ada})
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam)
    return sam, await chat.post_message(app.db, app.answerer, sam, session.id, question)


async def test_each_suggestion_is_answered_by_the_library(app: App) -> None:
    sam, answer = await answered(app)
    async with app.db.as_service("test") as tx:
        before = await tx.fetch("select id from private.facts")
    suggested = await chat.suggest_questions(app.db, app.engine, sam, answer.id)
    assert suggested
    assert len({each.question for each in suggested}) == len(suggested) <= 3
    for each in suggested:
        found = await find_moments(app.db, app.engine, sam, each.question, limit=1, counts_as=None)
        assert (found.verdict, found.moments[0]) == ("answered", each.moment)
        assert "shutter" not in each.question
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select id from private.facts") == before


async def test_a_conversation_about_chosen_videos_gets_questions_that_these_answer(app: App) -> None:
    sam, answer = await answered(app)
    async with app.db.acting_as(sam) as tx:
        own = await chat.create_session(tx, sam, video_ids=[VideoId(answer.citations[0].video_id)])
    here = await chat.post_message(app.db, app.answerer, sam, own.id, MOTION)
    assert await chat.suggest_questions(app.db, app.engine, sam, here.id)
    async with app.db.as_service("test") as tx:
        await tx.execute("update chat_sessions set context_video_ids = '{}' where id = %(id)s", {"id": own.id})
    assert await chat.suggest_questions(app.db, app.engine, sam, here.id) == []


OFTEN, RARELY = "What holds the camera still for seconds?", "Why do I need a sturdy tripod?"


async def asked_by_many(app: App) -> tuple[Actor, chat.Message]:
    """As `answered`, after five students asked OFTEN and four asked RARELY."""
    sam, answer = await answered(app)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students where id = %(id)s", {"id": sam.student_id})
        for number in range(5):
            student = await a_student(tx, row["creator_id"], name=f"Student {number}")
            session = await a_session(tx, row["creator_id"], student)
            for question in (OFTEN, RARELY)[: 1 if number == 4 else 2]:
                await tx.execute(
                    "with asked as (insert into chat_messages (session_id, role, content) "
                    "values (%(session)s, 'user', %(question)s) returning id) "
                    "insert into private.asked_questions (message_id, creator_id, student_id, is_covered, "
                    "closest_video_id, closest_start_seconds, closest_play_seconds, closest_score) "
                    "select id, %(creator)s, %(student)s, true, %(video)s, 1, 1, 1 from asked",
                    {"session": session, "question": question, "creator": row["creator_id"], "student": student}
                    | {"video": answer.citations[0].video_id},
                )
    return sam, answer


async def test_what_many_asked_comes_first_and_what_few_asked_never(app: App) -> None:
    sam, answer = await asked_by_many(app)
    questions = [each.question for each in await chat.suggest_questions(app.db, app.engine, sam, answer.id)]
    assert questions[0] == OFTEN
    assert RARELY not in questions


async def test_what_many_asked_is_told_of_playable_videos_alone(app: App) -> None:
    sam, answer = await asked_by_many(app)
    for is_published, told in ((True, [OFTEN]), (False, [])):
        async with app.db.as_service("test") as tx:
            await tx.execute("update videos set is_published = %(is_published)s", {"is_published": is_published})
        async with app.db.acting_as(sam) as tx:
            rows = await tx.fetch(
                "select question from private.often_asked(%(ids)s) as question",
                {"ids": [answer.citations[0].video_id]},
            )
        assert [row["question"] for row in rows] == told


async def test_only_the_student_who_was_answered_gets_them(app: App, sam: Actor) -> None:
    asker, answer = await answered(app)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students where id = %(id)s", {"id": asker.student_id})
    for actor, message in ((sam, answer.id), (as_creator(row["creator_id"]), answer.id), (asker, uuid4())):
        with pytest.raises(NotFound):
            await chat.suggest_questions(app.db, app.engine, actor, message)
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    with pytest.raises(NotFound):
        await chat.suggest_questions(app.db, app.engine, asker, answer.id)


async def test_many_requests_are_limited(app: App) -> None:
    sam, answer = await answered(app)
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.rate_limits set burst = 1, per_minute = 1 where kind = 'search'")
    await chat.suggest_questions(app.db, app.engine, sam, answer.id)
    with pytest.raises(OverLimit):
        await chat.suggest_questions(app.db, app.engine, sam, answer.id)


def test_phrases_have_no_stop_words() -> None:
    phrases = list(phrases_of("A neutral density filter keeps the light away.", "en"))
    assert {"neutral density", "density filter", "keeps"} <= set(phrases)
    assert not [phrase for phrase in phrases if {"a", "the"} & set(phrase.split())]
