"""Messages: questions and answers are stored, on the real database with the real embedder."""

from collections.abc import Mapping
from typing import LiteralString

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, SessionId, VideoId
from chronos.operations.privacy import export_own
from tests.chat.conftest import SENTENCE
from tests.factories import a_student, a_video, as_creator, as_student

MOTION = "How do I freeze a running person?"


async def a_session(app: App, actor: Actor, video_ids: list[VideoId] | None = None) -> SessionId:
    async with app.db.acting_as(actor) as tx:
        return (await chat.create_session(tx, actor, title="Motion", video_ids=video_ids)).id


async def test_question_and_answer_are_stored(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    answer = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    assert answer.covered
    [cited, *_] = answer.citations
    assert (cited.title, cited.text, cited.start_seconds, cited.play_seconds) == ("Shutter", SENTENCE, 10, 10)
    async with app.db.acting_as(sam) as tx:
        messages = await chat.list_messages(tx, session)
        assert (await chat.get_session(tx, session)).last_message_at == messages[-1].created_at
    assert [(message.role, message.covered) for message in messages] == [("user", None), ("assistant", True)]
    assert messages[0].citations == []
    assert messages[1] == answer


async def test_metadata_that_people_wrote_is_read_with_care(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    async with app.db.acting_as(sam) as tx:
        for covered in ('"yes"', "17", "{}", "[1]", "null"):
            await tx.execute(
                "insert into public.chat_messages (session_id, role, content, metadata) values "
                "(%(id)s, 'user', 'Hi', jsonb_build_object('covered', %(covered)s::jsonb))",
                {"id": session, "covered": covered},
            )
        assert [message.covered for message in await chat.list_messages(tx, session)] == [None] * 5


async def test_a_quoted_answer_takes_no_tokens(app: App, sam: Actor) -> None:
    answer = await chat.post_message(app.db, app.answerer, sam, await a_session(app, sam), MOTION)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch(
            "select model, input_tokens, output_tokens, response_ms > 0 as has_taken_time from chat_messages "
            "where id = %(id)s",
            {"id": answer.id},
        )
    assert tuple(row.values()) == ("extractive", None, None, True)


async def test_a_question_that_is_not_covered_is_answered_so(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    answer = await chat.post_message(app.db, app.answerer, sam, session, "Who won the 1998 football world cup?")
    assert not answer.covered
    assert "not covered" in answer.content


async def test_posting_to_the_session_of_another_is_refused(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
        other = as_student(await a_student(tx, row["creator_id"], name="Other"))
    with pytest.raises(NotFound):
        await chat.post_message(app.db, app.answerer, other, session, "May I?")
    with pytest.raises(NotAllowed):  # the creator reads it, and does not write
        await chat.post_message(app.db, app.answerer, as_creator(row["creator_id"]), session, "Hello")


async def test_a_session_can_be_about_some_videos_only(app: App, sam: Actor) -> None:
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
        silent = await a_video(tx, row["creator_id"], title="Silent")
    session = await a_session(app, sam, video_ids=[silent])
    answer = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    assert not answer.covered
    assert answer.citations == []


# What makes a video unplayable for the student who was answered from it.
TAKEN: Mapping[str, LiteralString] = {
    "unpublished": "update videos set is_published = false where id = %(video)s",
    "removed": "update videos set deleted_at = now() where id = %(video)s",
    "deleted": "delete from videos where id = %(video)s",
    "locked": "with added as (insert into courses (creator_id, title, is_published) "
    "select creator_id, 'Course', true from videos where id = %(video)s returning id) "
    "insert into course_modules (course_id, title, video_ids, opens_after_days) "
    "select id, 'Module', array[%(video)s]::uuid[], 9 from added",
    "not given": "update students set sees_all_courses = false",
}


@pytest.mark.parametrize("how", TAKEN)
async def test_answer_is_withheld_while_its_video_cannot_be_played(app: App, sam: Actor, how: str) -> None:
    session = await a_session(app, sam)
    answer = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    async with app.db.as_service("test") as tx:
        await tx.execute(TAKEN[how], {"video": answer.citations[0].video_id})
        [row] = await tx.fetch("select creator_id from students")
    async with app.db.acting_as(sam) as tx:
        asked, withheld = await chat.list_messages(tx, session)
        exported = await export_own(tx, sam)
        assert [row["role"] for row in await tx.fetch("select role::text from chat_messages")] == ["user"]
    assert (asked.content, asked.is_withheld) == (MOTION, False)
    assert (withheld.id, withheld.created_at, withheld.is_withheld) == (answer.id, answer.created_at, True)
    assert (withheld.role, withheld.content, withheld.citations) == ("assistant", chat.WITHHELD, [])
    [told] = [each for each in exported.tables["public.chat_messages"] if each["role"] == "assistant"]
    assert (told["id"], told["is_withheld"], told["content"], told["video_references"]) == (
        str(answer.id),
        True,
        None,
        [],
    )
    assert SENTENCE not in str(exported)
    async with app.db.acting_as(as_creator(row["creator_id"])) as tx:
        assert (await chat.list_messages(tx, session))[1] == answer
    async with app.db.as_service("test") as tx:
        rows = await tx.fetch("select data from private.student_rows(%(id)s)", {"id": sam.student_id})
    assert SENTENCE in str(rows)


async def test_answer_returns_with_its_video(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    answer = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    for is_published in (False, True):
        async with app.db.as_service("test") as tx:
            await tx.execute("update videos set is_published = %(is)s", {"is": is_published})
    async with app.db.acting_as(sam) as tx:
        assert (await chat.list_messages(tx, session))[1] == answer
        exported = await export_own(tx, sam)
    [told] = [each for each in exported.tables["public.chat_messages"] if each["role"] == "assistant"]
    assert (told["content"], told["is_withheld"]) == (answer.content, False)


async def test_withheld_answers_of_another_are_not_listed(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
        other = as_student(await a_student(tx, row["creator_id"], name="Other"))
    for actor in (other, as_creator(row["creator_id"]), Actor("authenticated")):
        async with app.db.acting_as(actor) as tx:
            assert await tx.fetch("select * from private.own_answers(null)") == []
