"""Post a question to a session, answer it, and store the answer."""

import time
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.chat.answer import ask
from chronos.chat.events import Answer
from chronos.chat.messages import Message, fetch_messages
from chronos.chat.place_question import Placed, place_again, place_question
from chronos.chat.record_answer import citations_of, keep_question, record_answer
from chronos.chat.resolve_follow_up import Standalone, resolve_follow_up
from chronos.chat.sessions import Session, get_session, session_not_found, students_only
from chronos.chat.stream_answer import Answerer
from chronos.chat.title_session import title_of_question
from chronos.db import Database, Tx, load_queries
from chronos.model import Actor, SessionId
from chronos.search import clean_query
from chronos.usage import take_rate_token

_QUERIES = load_queries("chronos.chat")


@dataclass(frozen=True, slots=True)
class Post:
    """A question for a session: a new one, which follows a message or edits a question; or a stored one, again.

    `again`: the id of the question or of an answer to it; then `content` is not read.
    """

    session_id: SessionId
    content: str = ""
    follows: UUID | None = None
    edits: UUID | None = None
    again: UUID | None = None


async def post_message(
    db: Database,
    answerer: Answerer,
    actor: Actor,
    session_id: SessionId,
    content: str,
    *,
    follows: UUID | None = None,
    edits: UUID | None = None,
) -> Message:
    """Store a question, answer it, and store the answer, which is returned.

    Raises Invalid, NotFound, NotAllowed and OverLimit before anything is stored; ProviderError after the question is.
    """
    return await answer_post(db, answerer, actor, Post(session_id, content, follows=follows, edits=edits))


async def answer_post(db: Database, answerer: Answerer, actor: Actor, post: Post) -> Message:
    """Answer a question as `post_message` does, also one that is stored already."""
    started = time.monotonic()
    async with db.acting_as(actor) as tx:
        session, question_id, content, placed = await _store_question(tx, answerer, actor, post)
    exchanges = placed.exchanges
    standalone = resolve_follow_up(content, exchanges[-1] if exchanges else None)
    answer = await ask(db, answerer, actor, standalone.text, scope=session.scope, is_counted=True)
    row = _row(session.id, question_id, answer, standalone, time.monotonic() - started)
    # No caller may write answers, not even the student who asks: only the assistant's role may.
    async with db.acting_as(replace(actor, role="chronos_assistant")) as tx:
        await tx.execute(_QUERIES["insert_answer"], row)
        await record_answer(tx, answer, row["id"])
        await keep_question(tx, question_id, answer)
    async with db.acting_as(actor) as tx:
        stored = await fetch_messages(tx, session.id, answer.answer_id)
    if not stored:  # the membership ended, or the session was deleted, while the answer was made
        raise session_not_found(session.id)
    return stored[0]


async def _store_question(tx: Tx, answerer: Answerer, actor: Actor, post: Post) -> tuple[Session, UUID, str, Placed]:
    session = await get_session(tx, post.session_id)
    messages = await fetch_messages(tx, session.id)
    if post.again is not None:
        placed = place_again(messages, post.again)
    else:
        placed = place_question(messages, follows=post.follows, edits=post.edits)
    content = placed.question.content if placed.question else clean_query(post.content)
    if actor.student_id is None:
        raise students_only()
    if answerer.engine.is_limited:  # first: a question beyond the limit is not stored
        await take_rate_token(tx, "ask")
    if placed.question is not None:
        return session, placed.question.id, content, placed
    values = {"session_id": session.id, "parent_id": placed.parent_id, "content": content}
    question = await tx.fetch_one(_QUERIES["insert_question"], values)
    assert question is not None  # noqa: S101 - an insert returns its row
    await tx.execute(_QUERIES["record_question"], {"question_id": question["id"]})
    await tx.execute(_QUERIES["title_session"], {"id": session.id, "title": title_of_question(content)})
    return session, question["id"], content, placed


def _row(
    session_id: SessionId, question_id: UUID, answer: Answer, standalone: Standalone, seconds: float
) -> dict[str, Any]:
    return {
        "id": answer.answer_id,
        "session_id": session_id,
        "parent_id": question_id,
        "content": answer.full_text,
        "citations": citations_of(answer),
        "carried_video_ids": list(standalone.carried_video_ids),
        "model": answer.model,
        "input_tokens": answer.usage.input_tokens,
        "output_tokens": answer.usage.output_tokens,
        "response_ms": round(seconds * 1000),
        "metadata": Jsonb(
            {
                "covered": answer.covered,
                "sure": answer.sure,
                "notice": answer.notice,
                "searched_for": standalone.text,
            }
        ),
    }
