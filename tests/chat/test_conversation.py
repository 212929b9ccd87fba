"""Conversations on the real database, with the real embedder."""

from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, SessionId
from tests.factories import a_creator, a_student, a_talk, as_creator, as_student

SENTENCE = "A fast shutter speed freezes the motion of a runner in mid air."


@pytest.fixture
async def sam(app: App) -> Actor:
    """A student of a creator whose one video says SENTENCE at second 10."""
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
        student = as_student(await a_student(tx, ada))
    texts = ["Welcome to this course about how photographs are made.", SENTENCE]
    await a_talk(app.db, app.embedder, ada, texts, title="Shutter")
    return student


async def a_session(app: App, actor: Actor) -> SessionId:
    async with app.db.acting_as(actor) as tx:
        return (await chat.create_session(tx, actor, title="Motion")).id


async def test_question_and_answer_are_kept(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    answer = await chat.post_message(app.db, app.engine, sam, session, "How do I freeze a running person?")
    assert answer.covered
    assert answer.video_references[0]["text"] == SENTENCE
    assert answer.video_references[0]["start_seconds"] == answer.video_references[0]["play_seconds"] == 10
    async with app.db.acting_as(sam) as tx:
        messages = await chat.list_messages(tx, session)
        assert (await chat.get_session(tx, session)).last_message_at == messages[-1].created_at
    assert [message.role for message in messages] == ["user", "assistant"]
    assert messages[1] == answer


async def test_what_is_not_covered_is_said_plainly(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    answer = await chat.post_message(app.db, app.engine, sam, session, "Who won the 1998 football world cup?")
    assert not answer.covered
    assert "not covered" in answer.content


async def test_another_students_conversation_does_not_exist(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
        other = as_student(await a_student(tx, row["creator_id"], name="Other"))
    with pytest.raises(NotFound):
        await chat.post_message(app.db, app.engine, other, session, "May I?")
    async with app.db.acting_as(other) as tx:
        assert await chat.list_sessions(tx) == []
        with pytest.raises(NotFound):
            await chat.delete_session(tx, session)
        with pytest.raises(NotFound):
            await chat.rename_session(tx, session, "Mine")


async def test_a_creator_reads_and_does_not_write(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
    ada = as_creator(row["creator_id"])
    async with app.db.acting_as(ada) as tx:
        assert [one.id for one in await chat.list_sessions(tx)] == [session]
    with pytest.raises(NotAllowed):
        await chat.post_message(app.db, app.engine, ada, session, "Hello")
    with pytest.raises(NotAllowed):
        async with app.db.acting_as(ada) as tx:
            await chat.create_session(tx, ada)


async def test_a_conversation_can_be_about_some_videos_only(app: App, sam: Actor) -> None:
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam, video_ids=[uuid4()])  # type: ignore[list-item]
    answer = await chat.post_message(app.db, app.engine, sam, session.id, "How do I freeze a running person?")
    assert not answer.covered
    assert answer.video_references == []


async def test_sessions_page_newest_first(app: App, sam: Actor) -> None:
    made = [await a_session(app, sam) for _ in range(3)]
    async with app.db.acting_as(sam) as tx:
        first = await chat.list_sessions(tx, limit=2)
        rest = await chat.list_sessions(tx, cursor=first[-1].id)
        await chat.delete_session(tx, made[0])
    assert [one.id for one in (*first, *rest)] == made[::-1]
