"""What a student asked last."""

from chronos import chat
from chronos.app import App
from chronos.model import Actor
from tests.chat.test_messages import MOTION, a_session
from tests.factories import a_student, as_creator, as_student


async def test_the_newest_questions_come_first_with_where_they_are_answered(app: App, sam: Actor) -> None:
    session, other = await a_session(app, sam), await a_session(app, sam)
    await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    await chat.post_message(app.db, app.answerer, sam, other, "Who won the 1998 world cup?")
    async with app.db.acting_as(sam) as tx:
        uncovered, covered = await chat.list_recent_questions(tx)
        assert len(await chat.list_recent_questions(tx, 1)) == 1
    assert (covered.content, covered.session_id, covered.covered) == (MOTION, session, True)
    assert covered.citations[0].title == "Shutter"
    assert (uncovered.session_id, uncovered.covered) == (other, False)


async def test_a_withheld_answer_leaves_the_question_alone(app: App, sam: Actor) -> None:
    await chat.post_message(app.db, app.answerer, sam, await a_session(app, sam), MOTION)
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    async with app.db.acting_as(sam) as tx:
        [question] = await chat.list_recent_questions(tx)
    assert (question.content, question.covered, question.citations) == (MOTION, None, [])


async def test_only_the_callers_own_are_listed(app: App, sam: Actor) -> None:
    await chat.post_message(app.db, app.answerer, sam, await a_session(app, sam), MOTION)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
        other = as_student(await a_student(tx, row["creator_id"], name="Other"))
    for actor in (other, as_creator(row["creator_id"])):
        async with app.db.acting_as(actor) as tx:
            assert await chat.list_recent_questions(tx) == []
