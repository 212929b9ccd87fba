"""Sessions: whose they are, and how they are listed."""

from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, SessionId, StudentId
from tests.factories import a_student, as_creator, as_student


async def a_session(app: App, actor: Actor) -> SessionId:
    async with app.db.acting_as(actor) as tx:
        return (await chat.create_session(tx, actor, title="Motion")).id


async def test_another_students_session_does_not_exist(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
        other = as_student(await a_student(tx, row["creator_id"], name="Other"))
    async with app.db.acting_as(other) as tx:
        assert await chat.list_sessions(tx) == []
        with pytest.raises(NotFound):
            await chat.list_messages(tx, session)
        with pytest.raises(NotFound):
            await chat.delete_session(tx, session)
        with pytest.raises(NotFound):
            await chat.rename_session(tx, session, "Mine")


async def test_a_creator_reads_sessions_and_creates_none(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
    ada = as_creator(row["creator_id"])
    async with app.db.acting_as(ada) as tx:
        assert [one.id for one in await chat.list_sessions(tx)] == [session]
        assert [one.id for one in await chat.list_sessions(tx, student_id=sam.student_id)] == [session]
        assert await chat.list_sessions(tx, student_id=StudentId(uuid4())) == []
    with pytest.raises(NotAllowed):
        async with app.db.acting_as(ada) as tx:
            await chat.create_session(tx, ada)


async def test_sessions_page_newest_first(app: App, sam: Actor) -> None:
    made = [await a_session(app, sam) for _ in range(3)]
    async with app.db.acting_as(sam) as tx:
        first = await chat.list_sessions(tx, limit=2)
        rest = await chat.list_sessions(tx, cursor=first[-1].id)
        await chat.delete_session(tx, made[0])
    assert [one.id for one in (*first, *rest)] == made[::-1]
