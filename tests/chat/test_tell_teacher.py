"""A student sends what is not covered to the teacher; what others asked is not theirs to send."""

from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor
from tests.chat.test_feedback import an_answer, creator_of
from tests.factories import a_student, as_creator, as_student


async def refused(app: App, sam: Actor) -> tuple[chat.Session, chat.Message]:
    async with app.db.acting_as(sam) as tx:
        session = await chat.create_session(tx, sam)
    return session, await chat.post_message(app.db, app.answerer, sam, session.id, "How do I bake sourdough bread?")


async def test_told_again_nothing_changes(app: App, sam: Actor) -> None:
    session, answer = await refused(app, sam)
    times = []
    for _ in range(2):
        async with app.db.acting_as(sam) as tx:
            await chat.tell_teacher(tx, sam, answer.id)
            assert await chat.list_told(tx, session.id) == {answer.parent_id}
        async with app.db.as_service("test") as tx:
            times += await tx.fetch("select told_at from private.asked_questions where told_at is not null")
    assert len(times) == 2
    assert times[0] == times[1]


async def test_only_a_refusal_of_ones_own_is_sent(app: App, sam: Actor) -> None:
    session, answer = await refused(app, sam)
    found = await an_answer(app, sam)
    creator = await creator_of(app, sam)
    async with app.db.as_service("test") as tx:
        eve = as_student(await a_student(tx, creator, name="Eve"))
    for actor, message in ((eve, answer.id), (sam, found.id), (sam, uuid4())):
        with pytest.raises(NotFound):
            async with app.db.acting_as(actor) as tx:
                await chat.tell_teacher(tx, actor, message)
    teacher = as_creator(creator)
    with pytest.raises(NotAllowed):
        async with app.db.acting_as(teacher) as tx:
            await chat.tell_teacher(tx, teacher, answer.id)
    async with app.db.acting_as(sam) as tx:
        await chat.tell_teacher(tx, sam, answer.id)
    for actor in (eve, teacher):
        async with app.db.acting_as(actor) as tx:
            assert await chat.list_told(tx, session.id) == frozenset()
