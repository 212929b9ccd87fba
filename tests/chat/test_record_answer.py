"""Questions and answers of students leave facts, and what groups them by meaning; nobody else's do."""

from typing import Any

import numpy as np
import pytest

from chronos import chat
from chronos.app import App
from chronos.model import Actor
from tests.chat.conftest import SENTENCE
from tests.chat.test_messages import MOTION, a_session
from tests.factories import as_creator

UNCOVERED = "Who won the 1998 football world cup?"


async def _facts(app: App) -> list[dict[str, Any]]:
    async with app.db.as_service("test") as tx:
        return await tx.fetch(
            "select kind, message_id, session_id, video_id, at_seconds, student_id from private.facts order by id"
        )


async def test_a_stored_question_and_its_answer_are_recorded(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    answer = await chat.post_message(app.db, app.answerer, sam, session, MOTION)
    async with app.db.acting_as(sam) as tx:
        asked, answered = await chat.list_messages(tx, session)
    question, said, cited = await _facts(app)
    assert (question["kind"], question["message_id"]) == ("question", asked.id)
    assert (said["kind"], said["message_id"]) == ("answer", answered.id)
    assert (cited["kind"], cited["video_id"], cited["at_seconds"]) == ("citation", answer.citations[0].video_id, 10)
    assert {fact["session_id"] for fact in (question, said, cited)} == {session}
    assert {fact["student_id"] for fact in (question, said, cited)} == {sam.student_id}


async def test_a_refusal_cites_nothing(app: App, sam: Actor) -> None:
    await chat.post_message(app.db, app.answerer, sam, await a_session(app, sam), UNCOVERED)
    assert [fact["kind"] for fact in await _facts(app)] == ["question", "refusal"]


@pytest.mark.parametrize(("question", "kinds"), [(MOTION, ["answer", "citation"]), (UNCOVERED, ["refusal"])])
async def test_a_question_that_is_not_stored_is_counted(app: App, sam: Actor, question: str, kinds: list[str]) -> None:
    await chat.ask(app.db, app.answerer, sam, question)
    facts = await _facts(app)
    assert [fact["kind"] for fact in facts] == ["question", *kinds]
    assert {fact["message_id"] for fact in facts} == {None}


async def test_a_creator_leaves_nothing(app: App, sam: Actor) -> None:
    async with app.db.as_service("test") as tx:
        [row] = await tx.fetch("select creator_id from students")
    await chat.ask(app.db, app.answerer, as_creator(row["creator_id"]), MOTION)
    assert await _facts(app) == []


async def test_a_question_is_kept_with_its_vector_and_the_closest_moment(app: App, sam: Actor) -> None:
    session = await a_session(app, sam)
    for question in (MOTION, UNCOVERED, MOTION):  # the last is remembered
        await chat.post_message(app.db, app.answerer, sam, session, question)
    async with app.db.as_service("test") as tx:
        kept = await tx.fetch(
            "select m.content, q.is_covered, q.embedding::real[] as vector, q.embedding_model, s.sentence_text, "
            "q.closest_start_seconds, q.unheard from private.asked_questions q "
            "join chat_messages m on m.id = q.message_id "
            "left join private.search_sentences s on s.video_id = q.closest_video_id "
            "and s.start_seconds = q.closest_start_seconds order by q.asked_at"
        )
    assert [(row["content"], row["is_covered"]) for row in kept] == [(MOTION, True), (UNCOVERED, False), (MOTION, True)]
    assert (kept[0]["sentence_text"], kept[0]["closest_start_seconds"]) == (SENTENCE, 10)
    assert [row["unheard"] for row in kept][1] == ["1998", "football", "world", "cup"]
    assert {row["embedding_model"] for row in kept} == {app.embedder.name}
    [own] = app.embedder.read([MOTION])
    for row in (kept[0], kept[2]):
        assert np.allclose(row["vector"], own.vector, atol=1e-5)
