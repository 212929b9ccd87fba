"""Teacher's answers are an editor's, cite what is said, and are read with the rights of who asks."""

import math
from uuid import uuid4

import pytest

from chronos import chat
from chronos.app import App
from chronos.errors import Conflict, Invalid, NotAllowed, NotFound
from chronos.model import Actor, VideoId
from tests.chat.conftest import SENTENCE
from tests.chat.test_feedback import creator_of
from tests.factories import a_creator, a_staff_member, as_creator, as_staff

RUNNER = "How do I freeze a runner?"


async def the_video(app: App) -> VideoId:
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select id from videos where title = 'Shutter'")
    return VideoId(row["id"])


async def taught(app: App, actor: Actor, *questions: str, content: str | None = None) -> chat.TeacherAnswer:
    moments = [chat.TaughtMoment(await the_video(app), 11, 11)]
    return await chat.teach(app.db, app.embedder, actor, chat.Teaching(questions or [RUNNER], moments, content))


async def test_an_answer_quotes_its_moments_and_is_changed_and_removed(app: App, sam: Actor) -> None:
    ada = as_creator(await creator_of(app, sam))
    answer = await taught(app, ada, RUNNER, RUNNER, "freeze motion")
    assert (answer.questions, answer.content) == ([RUNNER, "freeze motion"], f"“{SENTENCE}” [1]")
    [cited] = answer.citations
    assert (cited.title, cited.text, cited.start_seconds) == ("Shutter", SENTENCE, 10)
    moments = [chat.TaughtMoment(cited.video_id, 0, 11), chat.TaughtMoment(cited.video_id, 10.5, 10.5)]
    teaching = chat.Teaching(["Why?"], moments, "Because [2] it is so.")
    changed = await chat.teach(app.db, app.embedder, ada, teaching, replaces=answer.id)
    assert (changed.id, changed.questions, changed.content) == (answer.id, ["Why?"], "Because [2] it is so. [1]")
    assert changed.citations[0].text.endswith(SENTENCE)
    async with app.db.acting_as(ada) as tx:
        assert await chat.list_teacher_answers(tx) == [changed]
        assert await chat.list_teacher_answers(tx, cursor=answer.id) == []
        await chat.remove_teacher_answer(tx, answer.id)
        assert await chat.list_teacher_answers(tx) == []
        for lost in (chat.get_teacher_answer(tx, answer.id), chat.remove_teacher_answer(tx, answer.id)):
            with pytest.raises(NotFound):
                await lost


async def test_what_cannot_be_cited_or_said_is_refused(app: App, sam: Actor) -> None:
    ada = as_creator(await creator_of(app, sam))
    video = await the_video(app)
    here = chat.TaughtMoment(video, 11, 11)
    for teaching in (
        chat.Teaching([], [here]),
        chat.Teaching([RUNNER] * 2 + [f"{n}?" for n in range(20)], [here]),
        chat.Teaching([RUNNER], []),
        chat.Teaching([RUNNER], [here], "As I say in [2]."),
        chat.Teaching([RUNNER], [here], "x" * 5001),
        chat.Teaching([" "], [here]),
        chat.Teaching([RUNNER], [chat.TaughtMoment(video, 5000, 5000)]),
        chat.Teaching([RUNNER], [chat.TaughtMoment(video, 2, 1)]),
        chat.Teaching([RUNNER], [chat.TaughtMoment(video, math.nan, math.nan)]),
        chat.Teaching([RUNNER], [chat.TaughtMoment(VideoId(uuid4()), 1, 1)]),
    ):
        with pytest.raises(Invalid):
            await chat.teach(app.db, app.embedder, ada, teaching)
    with pytest.raises(NotFound):
        await chat.teach(app.db, app.embedder, ada, chat.Teaching([RUNNER], [here]), replaces=uuid4())
    await taught(app, ada)
    with pytest.raises(Conflict):
        await taught(app, ada, RUNNER.upper())


async def test_titles_and_quotes_are_cleaned_like_those_of_other_answers(app: App, sam: Actor) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set title = '[Shutter](https://evil.org)'")
        await tx.execute("update private.search_sentences set sentence_text = 'See https://evil.org/x or <b>[2]</b>.'")
        [row] = await tx.fetch("select id from videos")
    moments = [chat.TaughtMoment(VideoId(row["id"]), 11, 11)]
    ada = as_creator(await creator_of(app, sam))
    answer = await chat.teach(app.db, app.embedder, ada, chat.Teaching([RUNNER], moments))
    assert (answer.citations[0].title, answer.content) == ("Shutter", "“See (link removed) or (2).” [1]")


async def test_only_owners_and_editors_teach(app: App, sam: Actor) -> None:
    ada = await creator_of(app, sam)
    async with app.db.as_service("test") as tx:
        viewer = as_staff(ada, await a_staff_member(tx, ada, "viewer", name="Vi"))
        editor = as_staff(ada, await a_staff_member(tx, ada, "editor", name="Ed"))
        bob = as_creator(await a_creator(tx, name="Bob"))
    for actor, error in ((sam, NotAllowed), (viewer, NotAllowed), (bob, Invalid)):
        with pytest.raises(error):
            await taught(app, actor)
    answer = await taught(app, editor)
    for reader, seen in ((viewer, [answer]), (sam, [answer]), (bob, [])):
        async with app.db.acting_as(reader) as tx:
            assert await chat.list_teacher_answers(tx) == seen
    async with app.db.as_service("test") as tx:
        await tx.execute("update videos set is_published = false")
    for reader, seen in ((viewer, [answer]), (sam, [])):
        async with app.db.acting_as(reader) as tx:
            assert await chat.list_teacher_answers(tx) == seen


@pytest.mark.parametrize("question", ["?", "!!! ??"])
async def test_a_question_without_a_word_is_no_question(app: App, sam: Actor, question: str) -> None:
    with pytest.raises(Invalid) as refused:
        await taught(app, as_creator(await creator_of(app, sam)), RUNNER, question)
    assert refused.value.code == "teacher_answer_invalid"
