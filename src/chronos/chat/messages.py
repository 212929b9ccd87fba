"""Messages: post a question to a session, store its answer, and list both."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.chat.answer import ask
from chronos.chat.events import Answer, Citation
from chronos.chat.record_answer import citations_of, keep_question, read_citation, record_answer
from chronos.chat.sessions import get_session, session_not_found
from chronos.chat.stream_answer import Answerer
from chronos.db import Database, Tx, load_queries
from chronos.model import Actor, SessionId
from chronos.search import Scope, clean_query
from chronos.usage import take_rate_token

_QUERIES = load_queries("chronos.chat")

WITHHELD = "This answer quotes a video that you cannot play now."


@dataclass(frozen=True, slots=True)
class Message:
    """A question or an answer. `model` and `covered` are None in a question, `notice` in most answers.

    `is_withheld`: it cites a video that the caller may not play now; the text is WITHHELD, and nothing is cited.
    """

    id: UUID
    role: str
    content: str
    citations: Sequence[Citation]
    model: str | None
    covered: bool | None
    notice: str | None
    created_at: datetime
    is_withheld: bool


async def list_messages(tx: Tx, session_id: SessionId) -> list[Message]:
    """List the messages of a session, oldest first; that staff read it is recorded. Raises NotFound."""
    await get_session(tx, session_id)
    await tx.execute(_QUERIES["record_reading"], {"session_id": session_id})
    return await _fetch(tx, session_id)


async def post_message(db: Database, answerer: Answerer, actor: Actor, session_id: SessionId, content: str) -> Message:
    """Store a question, answer it, and store the answer, which is returned.

    Raises Invalid, NotFound, NotAllowed and OverLimit before anything is stored; ProviderError after the question is.
    """
    started = time.monotonic()
    content = clean_query(content)
    async with db.acting_as(actor) as tx:
        session = await get_session(tx, session_id)
        if answerer.engine.is_limited:  # first: a question beyond the limit is not stored
            await take_rate_token(tx, "ask")
        question = await tx.fetch_one(_QUERIES["insert_question"], {"session_id": session_id, "content": content})
        assert question is not None  # noqa: S101 - an insert returns its row
        await tx.execute(_QUERIES["record_question"], {"question_id": question["id"]})
    about = session.context_video_ids
    scope = Scope(tuple(about) if about is not None else None)
    answer = await ask(db, answerer, actor, content, scope=scope, is_counted=True)
    row = _row(session_id, answer, time.monotonic() - started)
    # No caller may write answers, not even the student who asks: only the assistant's role may.
    async with db.acting_as(replace(actor, role="chronos_assistant")) as tx:
        await tx.execute(_QUERIES["insert_answer"], row)
        await record_answer(tx, answer, row["id"])
        await keep_question(tx, question["id"], answer)
    async with db.acting_as(actor) as tx:
        stored = await _fetch(tx, session_id, answer.answer_id)
    if not stored:  # the membership ended, or the session was deleted, while the answer was made
        raise session_not_found(session_id)
    return stored[0]


async def _fetch(tx: Tx, session_id: SessionId, message_id: UUID | None = None) -> list[Message]:
    values = {"session_id": session_id, "id": message_id, "withheld": WITHHELD}
    return [_message(row) for row in await tx.fetch(_QUERIES["list_messages"], values)]


def _row(session_id: SessionId, answer: Answer, seconds: float) -> dict[str, Any]:
    return {
        "id": answer.answer_id,
        "session_id": session_id,
        "content": answer.full_text,
        "citations": citations_of(answer),
        "model": answer.model,
        "input_tokens": answer.usage.input_tokens,
        "output_tokens": answer.usage.output_tokens,
        "response_ms": round(seconds * 1000),
        "metadata": Jsonb({"covered": answer.covered, "sure": answer.sure, "notice": answer.notice}),
    }


def _flag(value: object) -> bool | None:
    """Return a value of the metadata, which people may write by SQL, if it is what we write."""
    return value if isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) < 1000 else None


def _message(row: Mapping[str, Any]) -> Message:
    return Message(
        id=row["id"],
        role=row["role"],
        content=row["content"],
        citations=[read_citation(each) for each in row["video_references"]],
        model=row["model"],
        covered=_flag(row["metadata"].get("covered")),
        notice=_text(row["metadata"].get("notice")),
        created_at=row["created_at"],
        is_withheld=row["is_withheld"],
    )
