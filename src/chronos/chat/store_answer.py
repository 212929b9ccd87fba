"""Store an answer in its session, whole or as far as it came."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from psycopg.types.json import Jsonb

from chronos.chat.events import Answer
from chronos.chat.messages import Message, fetch_messages
from chronos.chat.record_answer import citations_of, keep_question, record_answer
from chronos.chat.sessions import session_not_found
from chronos.chat.store_question import Asked
from chronos.chat.understand_question import Understood
from chronos.db import Database, load_queries
from chronos.model import Actor, VideoId

_QUERIES = load_queries("chronos.chat")


@dataclass(frozen=True, slots=True)
class Made:
    """An answer with what it was made from: the question as it was understood, and the videos that were found.

    `started`: when, by `time.monotonic()`. `is_stopped`: it ended before it was complete.
    """

    answer: Answer
    understood: Understood
    source_video_ids: Sequence[VideoId]
    started: float
    is_stopped: bool = False

    @property
    def carried_video_ids(self) -> list[VideoId]:
        """The videos whose words may be in the text without a citation."""
        sources = self.source_video_ids if self.is_stopped or self.answer.is_generated else ()
        return list(dict.fromkeys([*self.understood.carried_video_ids, *sources]))


async def store_answer(db: Database, actor: Actor, asked: Asked, made: Made) -> Message:
    """Store an answer and return it as the actor reads it. Raises NotFound when the session is there no more."""
    answer = made.answer
    # No caller may write answers, not even the student who asks: only the assistant's role may.
    async with db.acting_as(replace(actor, role="chronos_assistant")) as tx:
        await tx.execute(_QUERIES["insert_answer"], _row(asked, made))
        if not made.is_stopped:
            await record_answer(tx, answer, answer.answer_id)
            await keep_question(tx, asked.question_id, answer)
    async with db.acting_as(actor) as tx:
        stored = await fetch_messages(tx, asked.session.id, answer.answer_id)
    if not stored:  # the membership ended, or the session was deleted, while the answer was made
        raise session_not_found(asked.session.id)
    return stored[0]


def _row(asked: Asked, made: Made) -> dict[str, Any]:
    answer = made.answer
    return {
        "id": answer.answer_id,
        "session_id": asked.session.id,
        "parent_id": asked.question_id,
        "content": answer.full_text,
        "citations": citations_of(answer),
        "carried_video_ids": made.carried_video_ids,
        "model": answer.model,
        "input_tokens": answer.usage.prompt_tokens if answer.is_generated else None,
        "output_tokens": answer.usage.output_tokens,
        "response_ms": round((time.monotonic() - made.started) * 1000),
        "metadata": Jsonb(
            {
                "covered": answer.covered,
                "sure": answer.sure,
                "notice": answer.notice,
                "searched_for": made.understood.searched_for,
                "stopped": made.is_stopped,
            }
        ),
    }
