"""A conversation: follow-ups, branches, and answers made again, on the real database with the real embedder."""

from collections.abc import Mapping
from typing import LiteralString

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import NotFound
from chronos.model import Actor
from chronos.operations.privacy import export_own
from tests.chat.conftest import SENTENCE
from tests.chat.test_messages import MOTION, TAKEN, a_session
from tests.factories import a_student, a_talk, as_student


async def test_a_follow_up_is_searched_for_with_the_subject_before_it(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    first = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    assert first.searched_for == MOTION
    again = await chat.post_message(app.db, app.answerer, sam, session, "and why?")
    assert (again.covered, again.searched_for) == (True, "why: freeze a running person")
    cited = await chat.post_message(app.db, app.answerer, sam, session, "explain the first one")
    assert cited.searched_for is not None
    assert cited.searched_for.startswith("explain the first one: A fast shutter speed freezes")


async def test_a_branch_begins_with_an_edited_question(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    first = await chat.post_message(app.db, app.answerer, sam, session, "Who won the 1998 world cup?")
    async with app.db.acting_as(sam) as tx:
        [question, _] = await chat.list_messages(tx, session)
    edited = await chat.post_message(app.db, app.answerer, sam, session, MOTION, edits=question.id)
    older = await chat.post_message(app.db, app.answerer, sam, session, "and why?", follows=first.id)
    async with app.db.acting_as(sam) as tx:
        messages = await chat.list_messages(tx, session)
    assert len(messages) == 6
    shown = chat.shown_path(messages)
    assert [one.content for one in shown[::2]] == ["Who won the 1998 world cup?", "and why?"]
    assert shown[-1] == older
    assert chat.shown_path(messages, edited.id)[-1] == edited
    assert edited.searched_for == MOTION


async def test_an_answer_made_again_is_another_version(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    first = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    second = await chat.answer_post(app.db, app.answerer, sam, chat.Post(session, again=first.id))
    assert (second.content, second.parent_id) == (first.content, first.parent_id)
    async with app.db.acting_as(sam) as tx:
        messages = await chat.list_messages(tx, session)
    assert chat.list_versions(messages)[second.id] == [first.id, second.id]
    assert chat.shown_path(messages)[-1] == second


async def test_a_conversation_is_titled_by_its_first_question(app: App, sam: Actor) -> None:
    async with app.db.acting_as(sam) as tx:
        session = (await chat.create_session(tx, sam)).id
    for question in (MOTION, "and why?"):
        await chat.post_message(app.db, app.answerer, sam, session, question)
    async with app.db.acting_as(sam) as tx:
        assert (await chat.get_session(tx, session)).title == MOTION


async def test_others_answer_nothing_again(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    first = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
        other = as_student(await a_student(tx, row["creator_id"], name="Other"))
    with pytest.raises(NotFound):
        await chat.answer_post(app.db, app.answerer, other, chat.Post(session, again=first.id))


HIDDEN: Mapping[str, LiteralString] = {how: TAKEN[how] for how in ("unpublished", "deleted")}


@pytest.mark.parametrize("how", HIDDEN)
async def test_an_answer_that_was_lent_words_is_withheld_with_their_video(app: App, sam: Actor, how: str) -> None:
    """The second answer cites another video, and was searched for by words of the first."""
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
    session = await a_session(app, sam)
    first = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    await a_talk(app.db, app.embedder, row["creator_id"], ["Bread rises since yeast makes gas."], title="Bread")
    second = await chat.post_message(app.db, app.answerer, sam, session, "yeast gas bread [1]")
    assert second.carried_video_ids == [first.citations[0].video_id]
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update chat_messages set video_references = '[]' where id = %(id)s", {"id": second.id}
        )  # what it cites itself does not matter here
        await tx.execute(HIDDEN[how], {"video": first.citations[0].video_id})
    async with app.db.acting_as(sam) as tx:
        messages = await chat.list_messages(tx, session)
        assert await chat.find_messages(tx, "shutter speed") == []
        assert SENTENCE not in str(await tx.fetch("select * from chat_messages"))
        assert SENTENCE not in str(await export_own(tx, sam))
    assert [one.is_withheld for one in messages] == [False, True, False, True]
    later = await chat.post_message(app.db, app.answerer, sam, session, "explain the first one")
    assert "shutter" not in str(later)
