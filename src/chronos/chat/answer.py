"""Answer a question: find the moments, then word them."""

from dataclasses import dataclass, field, replace

from chronos.chat.record_answer import record_answer
from chronos.chat.word_answer import CLOSEST, Answer, word_answer
from chronos.chat.word_within_budget import word_within_budget
from chronos.db import Database
from chronos.model import Actor
from chronos.providers.language import LanguageModel
from chronos.search import EVERYTHING, Engine, Scope, find_moments
from chronos.usage import PRICES, Prices


@dataclass(frozen=True, slots=True)
class Answerer:
    """What answering takes: the engine that finds, and the language model that words what was found.

    `prices`: what models cost; a model without a price costs nothing.
    """

    engine: Engine
    language_model: LanguageModel
    prices: Prices = field(default_factory=lambda: PRICES)


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
    model = answerer.language_model
    found = await find_moments(
        db,
        answerer.engine,
        actor,
        question,
        limit=max(model.max_moments, CLOSEST),
        scope=scope,
        counts_as=None if is_counted else "ask",
    )
    if not answerer.engine.is_limited:  # what measurements ask, no person does
        return await word_answer(model, question, found)
    answer = await word_within_budget(db, model, actor, question, found, answerer.prices)
    if not is_counted and actor.student_id is not None:
        async with db.acting_as(replace(actor, role="chronos_assistant")) as tx:
            await record_answer(tx, answer)
    return answer
