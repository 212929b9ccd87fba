"""Stream an answer: find the moments, then word them, event by event."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from chronos.chat.answer_as_teacher import answer_as_teacher, find_taught
from chronos.chat.choose_citations import checks_for
from chronos.chat.choose_model import choose_model
from chronos.chat.events import Answered, AnswerEvent, SourcesFound
from chronos.chat.inquiry import CLOSEST, inquire
from chronos.chat.record_answer import record_answer
from chronos.chat.word_answer import word_answer
from chronos.chat.word_within_budget import word_within_budget
from chronos.db import Database
from chronos.model import Actor
from chronos.providers.language import LanguageModel, Turn
from chronos.search import EVERYTHING, Ahead, Engine, Scope, find_moments, read_passages
from chronos.usage import PRICES, Prices


@dataclass(frozen=True, slots=True)
class Answerer:
    """What answering takes: the engine that finds, and the language model that words what was found.

    `prices`: what models cost; a model without a price costs nothing. `choices`: the models that a creator may choose
    instead, by name; each is loaded at its first call, which blocks.
    """

    engine: Engine
    language_model: LanguageModel
    prices: Prices = field(default_factory=lambda: PRICES)
    choices: Mapping[str, Callable[[], LanguageModel]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question, and what it is about; `is_counted`: the caller takes a rate token and records question and answer.

    `turns`: what was said before, for a model that generates text. `ahead`: a reading that was begun, perhaps of this
    question.
    """

    question: str
    scope: Scope = EVERYTHING
    is_counted: bool = False
    turns: Sequence[Turn] = ()
    answer_id: UUID = field(default_factory=uuid4)
    ahead: Ahead | None = None


async def stream_answer(
    db: Database, answerer: Answerer, actor: Actor, asking: Asking
) -> AsyncGenerator[AnswerEvent, None]:
    """Answer from what the actor may see: the sources first, then the words and citations, `Answered` at last.

    A teacher's answer comes before one that the model would word.

    Closing it early stops the model; what it cost until then is charged. Raises Invalid for a question that cannot be
    asked, OverLimit beyond the rate limit, ProviderError.
    """
    answerer = await choose_model(db, answerer, actor)
    model, is_limited = answerer.language_model, answerer.engine.is_limited
    found = await find_moments(
        db,
        answerer.engine,
        actor,
        asking.question,
        limit=max(model.max_passages, CLOSEST),
        scope=asking.scope,
        counts_as=None if asking.is_counted else "ask",
        ahead=asking.ahead,
    )
    async with db.acting_as(actor) as tx:
        passages = await read_passages(tx, found.moments)
        taught = await find_taught(tx, asking.question, found, asking.scope) if is_limited else None
    checks = checks_for(db, actor, answerer.engine.embedder)
    inquiry = inquire(asking.question, found, passages, model.max_passages, checks)
    inquiry = replace(inquiry, task=replace(inquiry.task, turns=asking.turns), answer_id=asking.answer_id)
    is_covered = inquiry.is_covered or taught is not None
    yield SourcesFound([passage.moment for passage in passages], is_covered, asking.question)
    if taught is not None:
        events = answer_as_teacher(taught, inquiry)
    elif is_limited:
        events = word_within_budget(db, model, actor, inquiry, answerer.prices)
    else:  # what measurements ask, no person does
        events = word_answer(model, inquiry)
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Answered) and is_limited and not asking.is_counted and actor.student_id is not None:
                async with db.acting_as(replace(actor, role="chronos_assistant")) as tx:
                    await record_answer(tx, event.answer)
            yield event
