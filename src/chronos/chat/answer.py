"""Answer a question at once: what a stream of the same answer ends with."""

from contextlib import aclosing

from chronos.chat.events import Answer, Answered
from chronos.chat.stream_answer import Answerer, Asking, stream_answer
from chronos.db import Database
from chronos.model import Actor
from chronos.search import EVERYTHING, Scope


async def ask(
    db: Database,
    answerer: Answerer,
    actor: Actor,
    question: str,
    *,
    scope: Scope = EVERYTHING,
    is_counted: bool = False,
) -> Answer:
    """Answer from what the actor may see; `is_counted`: the caller takes a rate token and records question and answer.

    Raises Invalid for a question that cannot be asked, OverLimit beyond the rate limit, ProviderError.
    """
    async with aclosing(stream_answer(db, answerer, actor, Asking(question, scope, is_counted))) as events:
        async for event in events:
            if isinstance(event, Answered):
                return event.answer
    raise AssertionError("a stream ends with its answer")
