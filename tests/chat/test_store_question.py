"""A question before its answer: what is refused is not stored."""

import asyncio
from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.chat.store_question import store_question
from chronos.errors import NotFound
from chronos.model import Actor
from tests.chat.test_messages import MOTION, a_session


async def test_a_question_is_stored_with_what_came_before(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    answer = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    async with app.db.acting_as(sam) as tx:
        asked = await store_question(tx, sam, chat.Post(session, " and \n why? "))
        again = await store_question(tx, sam, chat.Post(session, again=answer.id))
        stored = await chat.list_messages(tx, session)
    assert (asked.content, [one.question for one in asked.before]) == ("and why?", [MOTION])
    assert (stored[-1].id, stored[-1].parent_id) == (asked.question_id, answer.id)
    assert (again.question_id, again.content, again.before) == (answer.parent_id, MOTION, [])
    assert len(stored) == 3


async def test_a_course_that_is_gone_is_said_before_anything_is_stored(app: App, sam: Actor) -> None:
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one(
            "insert into courses (creator_id, title, is_published) select creator_id, 'Light', true from students "
            "where id = %(id)s returning id",
            {"id": sam.student_id},
        )
        assert row
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam, course_id=row["id"])
    assert session.context_course_id == row["id"]
    async with app.db.as_service("test") as tx:
        await tx.execute("update courses set is_published = false")
    with pytest.raises(NotFound) as refused:
        await chat.post_message(app.db, app.answerer, sam, session.id, MOTION)
    assert refused.value.code == "course_not_found"
    async with app.db.acting_as(sam) as tx:
        assert await chat.list_messages(tx, session.id) == []
        with pytest.raises(NotFound):
            await chat.create_session(tx, sam, course_id=uuid4())


async def test_questions_at_the_same_time_follow_each_other(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    texts = [f"Question {number}?" for number in range(5)]

    async def ask(text: str) -> None:
        async with app.db.acting_as(sam) as tx:
            await store_question(tx, sam, chat.Post(session, text))

    await asyncio.gather(*map(ask, texts))
    async with app.db.acting_as(sam) as tx:
        stored = await chat.list_messages(tx, session)
    path = chat.shown_path(stored)
    assert sorted(one.content for one in path) == texts
    assert [one.parent_id for one in path] == [None, *(one.id for one in path[:-1])]
    assert [one.created_at for one in path] == sorted(one.created_at for one in path)
