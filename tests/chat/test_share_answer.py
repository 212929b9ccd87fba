"""A link shows an answer to members of the school who may see every cited video, and shows nothing else."""

from dataclasses import fields
from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor
from tests.chat.test_feedback import an_answer, creator_of
from tests.chat.test_messages import MOTION
from tests.factories import a_creator, a_student, as_creator, as_student


async def shared(app: App, sam: Actor) -> tuple[chat.Message, str]:
    answer = await an_answer(app, sam)
    async with app.db.acting_as(sam) as tx:
        link = await chat.share_answer(tx, sam, answer.id)
    assert link.token is not None
    return answer, link.token


async def may_read(app: App, actor: Actor, token: str) -> bool:
    async with app.db.acting_as(actor) as tx:
        try:
            await chat.read_shared_answer(tx, token)
        except NotFound:
            return False
    return True


async def test_members_of_the_school_read_question_answer_and_citations(app: App, sam: Actor) -> None:
    answer, token = await shared(app, sam)
    creator = await creator_of(app, sam)
    async with app.db.as_service("test") as tx:
        eve = as_student(await a_student(tx, creator, name="Eve"))
        gone = as_student(await a_student(tx, creator, name="Ida", is_active=False))
        other = as_creator(bob := await a_creator(tx, name="Bob"))
        tim = as_student(await a_student(tx, bob, name="Tim"))
    for actor in (sam, eve, as_creator(creator)):
        async with app.db.acting_as(actor) as tx:
            read = await chat.read_shared_answer(tx, token)
        assert (read.question, read.content, read.citations) == (MOTION, answer.content, answer.citations)
    assert [field.name for field in fields(chat.SharedAnswer)] == ["question", "content", "citations"]
    for actor in (gone, other, tim, Actor("authenticated")):
        assert not await may_read(app, actor, token)
    for wrong in ("", token[:-1], token + "x", "\udcff", str(answer.id)):
        assert not await may_read(app, sam, wrong)


async def test_a_cited_video_that_is_hidden_closes_the_link(app: App, sam: Actor) -> None:
    _, token = await shared(app, sam)
    creator = await creator_of(app, sam)
    async with app.db.as_service("test") as tx:
        eve = as_student(await a_student(tx, creator, name="Eve"))
    for change, back in (
        ("is_published = false", "is_published = true"),
        ("deleted_at = now()", "deleted_at = null"),
        ("is_in_library = false", "is_in_library = true"),
    ):
        async with app.db.as_service("test") as tx:
            await tx.execute(f"update videos set {change}")  # noqa: S608 - from the list above
        assert not await may_read(app, eve, token)
        assert await may_read(app, as_creator(creator), token)
        async with app.db.as_service("test") as tx:
            await tx.execute(f"update videos set {back}")  # noqa: S608 - from the list above
        assert await may_read(app, eve, token)
    async with app.db.as_service("test") as tx:
        await tx.execute("delete from videos")
    assert not await may_read(app, eve, token)
    assert not await may_read(app, as_creator(creator), token)


async def test_a_link_ends_when_it_is_revoked_renewed_or_its_conversation_deleted(app: App, sam: Actor) -> None:
    answer, first = await shared(app, sam)
    async with app.db.acting_as(sam) as tx:
        second = await chat.share_answer(tx, sam, answer.id)
        assert [link.message_id for link in await chat.list_answer_links(tx)] == [answer.id]
    assert second.token is not None
    assert (await may_read(app, sam, first), await may_read(app, sam, second.token)) == (False, True)
    async with app.db.acting_as(sam) as tx:
        await chat.end_answer_link(tx, answer.id)
        with pytest.raises(NotFound):
            await chat.end_answer_link(tx, answer.id)
    assert not await may_read(app, sam, second.token)
    other, third = await shared(app, sam)
    async with app.db.acting_as(sam) as tx:
        for session in await chat.list_sessions(tx):
            await chat.delete_session(tx, session.id)
    assert not await may_read(app, sam, third)
    assert other.id != answer.id


async def test_only_students_share_and_only_their_own_answers(app: App, sam: Actor) -> None:
    answer, token = await shared(app, sam)
    creator = await creator_of(app, sam)
    async with app.db.as_service("test") as tx:
        eve = as_student(await a_student(tx, creator, name="Eve"))
        [row] = await tx.fetch("select token_hash from shared_answers")
        assert token.encode() not in row["token_hash"]
    for actor, error in ((eve, NotFound), (as_creator(creator), NotAllowed)):
        async with app.db.acting_as(actor) as tx:
            with pytest.raises(error):
                await chat.share_answer(tx, actor, answer.id)
            with pytest.raises(NotFound):
                await chat.end_answer_link(tx, answer.id)
            assert await chat.list_answer_links(tx) == []
    async with app.db.acting_as(sam) as tx:
        with pytest.raises(NotFound):
            await chat.share_answer(tx, sam, uuid4())
    assert await may_read(app, eve, token)


async def test_the_notice_about_the_askers_month_is_not_shared(app: App, sam: Actor) -> None:
    answer, token = await shared(app, sam)
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update chat_messages set content = content || E'\\n\\nUsed up.', "
            'metadata = metadata || \'{"notice": "Used up."}\' where id = %(id)s',
            {"id": answer.id},
        )
    async with app.db.acting_as(sam) as tx:
        assert (await chat.read_shared_answer(tx, token)).content == answer.content
