"""An answer that a student got becomes the teacher's, with citations that are checked again."""

from typing import LiteralString
from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import Conflict, Invalid, NotAllowed, NotFound
from chronos.model import Actor
from tests.chat.conftest import SENTENCE
from tests.chat.test_feedback import an_answer, creator_of
from tests.chat.test_messages import MOTION, TAKEN, a_session
from tests.factories import a_creator, a_staff_member, as_creator, as_staff

PARAPHRASE = "What freezes motion?"


async def pin(
    app: App, actor: Actor, message: chat.Message, *also: str, content: str | None = None
) -> chat.TeacherAnswer:
    return await chat.pin_answer(app.db, app.embedder, actor, chat.Pinning(message.id, also, content))


async def readings(app: App, sam: Actor) -> list[str]:
    async with app.db.as_service("test") as tx:
        rows = await tx.fetch(
            "select details ->> 'session_id' as id from private.audit_log where action = 'conversation.read' "
            "and target_id = %(id)s",
            {"id": sam.student_id},
        )
    return [row["id"] for row in rows]


async def test_a_pinned_answer_is_given_to_its_question_and_paraphrases(app: App, sam: Actor) -> None:
    ada = as_creator(await creator_of(app, sam))
    answer = await an_answer(app, sam)
    pinned = await pin(app, ada, answer, PARAPHRASE)
    assert (pinned.questions, pinned.content) == ([MOTION, PARAPHRASE], answer.content)
    assert pinned.citations == answer.citations
    for question in (MOTION, PARAPHRASE):
        given = await chat.ask(app.db, app.answerer, sam, question)
        assert (given.model, given.text, list(given.citations)) == ("teacher", answer.content, answer.citations)
    with pytest.raises(Conflict):
        await pin(app, ada, answer)


async def test_a_text_is_corrected(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    pinned = await pin(app, as_creator(await creator_of(app, sam)), answer, content="Take a 500th.")
    assert (pinned.content, pinned.citations) == ("Take a 500th. [1]", answer.citations)


async def test_the_student_sees_that_the_conversation_was_read(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    answer = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    assert await readings(app, sam) == []
    await pin(app, as_creator(await creator_of(app, sam)), answer)
    assert await readings(app, sam) == [str(session)]


async def test_a_follow_up_is_pinned_as_it_was_understood(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    answer = await chat.post_message(app.db, app.answerer, sam, session, "and why?")
    assert answer.searched_for not in (None, "and why?")
    pinned = await pin(app, as_creator(await creator_of(app, sam)), answer)
    assert pinned.questions == [answer.searched_for]


async def test_notices_for_the_reader_are_left_out(app: App, sam: Actor) -> None:
    answer = await an_answer(app, sam)
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update chat_messages set content = %(text)s, metadata = metadata || %(more)s::jsonb where id = %(id)s",
            {
                "id": answer.id,
                "text": f"{chat.UNSURE}\nIt freezes. [1]\n\nQuotes follow.",
                "more": '{"sure": false, "notice": "Quotes follow."}',
            },
        )
    pinned = await pin(app, as_creator(await creator_of(app, sam)), answer)
    assert pinned.content == "It freezes. [1]"


@pytest.mark.parametrize(
    ("how", "statement"),
    [(how, TAKEN[how]) for how in ("removed", "deleted")]
    + [("new text", "update video_chunks set id = gen_random_uuid() where video_id = %(video)s")],
)
async def test_citations_are_checked_again(app: App, sam: Actor, how: str, statement: LiteralString) -> None:
    answer = await an_answer(app, sam)
    async with app.db.as_service("test") as tx:
        await tx.execute(statement, {"video": answer.citations[0].video_id})
    with pytest.raises(Invalid) as refused:
        await pin(app, as_creator(await creator_of(app, sam)), answer)
    assert refused.value.code == "teacher_answer_invalid"


async def test_only_a_complete_answer_that_cites_is_pinned(app: App, sam: Actor) -> None:
    ada, session = as_creator(await creator_of(app, sam)), await a_session(app, sam)
    refusal = await chat.post_message(app.db, app.answerer, sam, session, "Who won the 1998 football world cup?")
    events = chat.stream_message(app.db, app.answerer, sam, chat.Post(session, MOTION))
    async for event in events:
        if isinstance(event, chat.TextAdded):
            break
    await events.aclose()
    async with app.db.acting_as(sam) as tx:
        stopped = (await chat.list_messages(tx, session))[-1]
    assert stopped.is_stopped
    for message in (refusal, stopped):
        with pytest.raises(Invalid):
            await pin(app, ada, message)
    answer = await an_answer(app, sam)
    await pin(app, ada, answer)
    taught = await an_answer(app, sam)
    assert (taught.model, taught.citations[0].text) == ("teacher", SENTENCE)
    with pytest.raises(Invalid):
        await pin(app, ada, taught)


async def test_only_owners_and_editors_of_the_school_pin(app: App, sam: Actor) -> None:
    ada, answer = await creator_of(app, sam), await an_answer(app, sam)
    async with app.db.as_service("test") as tx:
        viewer = as_staff(ada, await a_staff_member(tx, ada, "viewer", name="Vi"))
        editor = as_staff(ada, await a_staff_member(tx, ada, "editor", name="Ed"))
        bob = as_creator(await a_creator(tx, name="Bob"))
        [question] = await tx.fetch("select id from chat_messages where role = 'user'")
    for actor, error in ((sam, NotAllowed), (viewer, NotAllowed), (bob, NotFound)):
        with pytest.raises(error):
            await pin(app, actor, answer)
    for unknown in (question["id"], uuid4()):
        with pytest.raises(NotFound) as missing:
            await chat.pin_answer(app.db, app.embedder, as_creator(ada), chat.Pinning(unknown))
        assert missing.value.code == "message_not_found"
    assert (await pin(app, editor, answer)).content == answer.content
