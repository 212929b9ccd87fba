"""Feedback is the student's own, is read by the creator, and names places that the student may play."""

import math
from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor, CreatorId, VideoId
from tests.chat.test_messages import MOTION, a_session
from tests.factories import a_creator, a_student, as_creator, as_student


async def an_answer(app: App, actor: Actor) -> chat.Message:
    return await chat.post_message(app.db, app.answerer, actor, await a_session(app, actor), MOTION)


async def creator_of(app: App, actor: Actor) -> CreatorId:
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students where id = %(id)s", {"id": actor.student_id})
    return CreatorId(row["creator_id"])


async def test_feedback_is_replaced_listed_and_taken_back(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    video = answer.citations[0].video_id
    better = chat.BetterMoment(video, 3.5, "Shutter")
    async with app.db.acting_as(sam) as tx:
        given = await chat.give_feedback(tx, sam, answer.id, "right")
        assert (given.verdict, given.better) == ("right", None)
        assert (given.question, given.content, given.citations) == (MOTION, answer.content, answer.citations)
        await chat.give_feedback(tx, sam, answer.id, "wrong_moment", better)
    async with app.db.acting_as(as_creator(await creator_of(app, sam))) as tx:
        [seen] = await chat.list_feedback(tx)
        assert (seen.verdict, seen.better, seen.question) == ("wrong_moment", better, MOTION)
        assert await chat.list_feedback(tx, verdict="right") == []
        assert await chat.list_feedback(tx, cursor=answer.id) == []
        with pytest.raises(NotFound):
            await chat.take_feedback_back(tx, answer.id)
        with pytest.raises(NotFound):
            await chat.list_feedback(tx, cursor=uuid4())
    async with app.db.acting_as(sam) as tx:
        await chat.take_feedback_back(tx, answer.id)
        with pytest.raises(NotFound):
            await chat.take_feedback_back(tx, answer.id)
        assert await chat.list_feedback(tx) == []


async def test_only_the_student_who_was_answered_judges(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    creator = await creator_of(app, sam)
    async with app.db.as_service("test") as tx:
        eve = as_student(await a_student(tx, creator, name="Eve"))
        other = as_creator(await a_creator(tx, name="Bob"))
    for actor, error in ((eve, NotFound), (as_creator(creator), NotAllowed), (other, NotAllowed)):
        async with app.db.acting_as(actor) as tx:
            with pytest.raises(error):
                await chat.give_feedback(tx, actor, answer.id, "wrong")
    async with app.db.acting_as(sam) as tx:
        await chat.give_feedback(tx, sam, answer.id, "wrong")
    for actor in (eve, other):
        async with app.db.acting_as(actor) as tx:
            assert await chat.list_feedback(tx) == []


@pytest.mark.parametrize(
    ("verdict", "seconds"),
    [("right", 1.0), ("wrong", 1.0), ("wrong_moment", None), ("wrong_moment", -1.0), ("wrong_moment", math.nan),
     ("wrong_moment", 1e9)],
)  # fmt: skip
async def test_a_better_moment_belongs_to_a_wrong_one_and_lies_in_its_video(
    app: App, sam: Actor, verdict: chat.FeedbackVerdict, seconds: float | None
) -> None:
    answer = await an_answer(app, sam)
    better = None if seconds is None else chat.BetterMoment(answer.citations[0].video_id, seconds)
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set duration_seconds = 100")
    async with app.db.acting_as(sam) as tx:
        with pytest.raises(Invalid) as refused:
            await chat.give_feedback(tx, sam, answer.id, verdict, better)
    assert refused.value.code == "better_moment_invalid"


async def test_a_better_moment_of_a_hidden_video_is_refused(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    async with app.db.acting_as(sam) as tx:
        with pytest.raises(NotFound):
            await chat.give_feedback(tx, sam, answer.id, "wrong_moment", chat.BetterMoment(VideoId(uuid4()), 1))


async def test_feedback_on_a_withheld_answer_is_refused(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    async with app.db.acting_as(sam) as tx:
        with pytest.raises(NotFound):
            await chat.give_feedback(tx, sam, answer.id, "right")


async def test_a_removed_video_leaves_the_verdict(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    better = chat.BetterMoment(answer.citations[0].video_id, 1)
    async with app.db.acting_as(sam) as tx:
        await chat.give_feedback(tx, sam, answer.id, "wrong_moment", better)
    async with app.db.as_service("test") as tx:
        await tx.execute("delete from videos")
    async with app.db.acting_as(as_creator(await creator_of(app, sam))) as tx:
        [left] = await chat.list_feedback(tx)
    assert (left.verdict, left.better) == ("wrong_moment", None)
