"""Sessions: whose they are, and how they are listed."""

from contextlib import nullcontext
from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor, SessionId, StudentId, VideoId
from tests.factories import a_student, a_video, as_creator, as_student


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


@pytest.mark.parametrize(
    ("at_seconds", "code"),
    [(None, None), (0.0, None), (30.0, None), (30.5, "second_outside"), (-1.0, "second_outside")],
)
async def test_a_conversation_begins_within_its_video(
    app: App, sam: Actor, at_seconds: float | None, code: str | None
) -> None:
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
        video = await a_video(tx, row["creator_id"])
        await tx.execute("update videos set duration_seconds = 30 where id = %(id)s", {"id": video})
    async with app.db.acting_as(sam) as tx:
        with pytest.raises(Invalid) if code else nullcontext() as refused:
            await chat.create_session(tx, sam, video_ids=[video], at_seconds=at_seconds)
    assert code is None or (refused is not None and refused.value.code == code)


async def test_a_conversation_about_an_unknown_video_is_refused(app: App, sam: Actor) -> None:
    async with app.db.acting_as(sam) as tx:
        with pytest.raises(NotFound, match="There is no video"):
            await chat.create_session(tx, sam, video_ids=[VideoId(uuid4())])
        assert await chat.list_sessions(tx) == []
