"""Saved answers stay as they were, are the student's alone, and are withheld with their videos."""

from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor
from chronos.operations.privacy import export_own
from tests.chat.conftest import SENTENCE
from tests.chat.test_feedback import an_answer, creator_of
from tests.chat.test_messages import MOTION
from tests.factories import a_student, a_video, as_creator, as_student


async def test_an_answer_is_saved_once_and_outlives_its_conversation(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    async with app.db.acting_as(sam) as tx:
        saved = await chat.save_answer(tx, sam, answer.id)
        assert await chat.save_answer(tx, sam, answer.id) == saved
    assert (saved.question, saved.content, saved.citations) == (MOTION, answer.content, answer.citations)
    async with app.db.acting_as(sam) as tx:
        [session] = await chat.list_sessions(tx)
        await chat.delete_session(tx, session.id)
    async with app.db.acting_as(sam) as tx:
        [kept] = await chat.list_saved_answers(tx)
        assert (kept.id, kept.message_id, kept.content) == (saved.id, None, answer.content)
        assert await chat.list_saved_answers(tx, cursor=saved.id) == []
        await chat.remove_saved_answer(tx, saved.id)
        assert await chat.list_saved_answers(tx) == []
        with pytest.raises(NotFound):
            await chat.remove_saved_answer(tx, saved.id)
        with pytest.raises(NotFound):
            await chat.list_saved_answers(tx, cursor=uuid4())


async def test_a_saved_answer_is_withheld_with_its_video_and_can_be_removed(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    async with app.db.acting_as(sam) as tx:
        saved = await chat.save_answer(tx, sam, answer.id)
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    async with app.db.acting_as(sam) as tx:
        [kept] = await chat.list_saved_answers(tx)
        assert (kept.is_withheld, kept.content, kept.citations) == (True, chat.WITHHELD, [])
        assert await tx.fetch("select content from saved_answers") == []
        assert SENTENCE not in str(await export_own(tx, sam))
        with pytest.raises(NotFound):
            await chat.remove_saved_answer(tx, uuid4())
        await chat.remove_saved_answer(tx, saved.id)
        assert await chat.list_saved_answers(tx) == []


async def test_only_students_save_and_only_their_own_answers(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    creator = await creator_of(app, sam)
    async with app.db.as_service("test") as tx:
        eve = as_student(await a_student(tx, creator, name="Eve"))
    for actor, error in ((eve, NotFound), (as_creator(creator), NotAllowed)):
        async with app.db.acting_as(actor) as tx:
            with pytest.raises(error):
                await chat.save_answer(tx, actor, answer.id)
    async with app.db.acting_as(sam) as tx:
        saved = await chat.save_answer(tx, sam, answer.id)
    for actor in (eve, as_creator(creator)):
        async with app.db.acting_as(actor) as tx:
            assert await chat.list_saved_answers(tx) == []
            with pytest.raises(NotFound):
                await chat.remove_saved_answer(tx, saved.id)


async def test_words_of_a_hidden_video_that_were_carried_along_are_withheld_too(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    async with app.db.as_service("test") as tx:
        hidden = await a_video(tx, await creator_of(app, sam))
        values = {"id": answer.id, "video": hidden}
        await tx.execute("update chat_messages set carried_video_ids = array[%(video)s] where id = %(id)s", values)
    async with app.db.acting_as(sam) as tx:
        await chat.save_answer(tx, sam, answer.id)
        token = (await chat.share_answer(tx, sam, answer.id)).token
        assert token is not None
        assert (await chat.read_shared_answer(tx, token)).content == answer.content
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false where id = %(video)s", values)
    async with app.db.acting_as(sam) as tx:
        assert [saved.is_withheld for saved in await chat.list_saved_answers(tx)] == [True]
        with pytest.raises(NotFound):
            await chat.read_shared_answer(tx, token)
