"""Word within the budget of the month: reserve before the model, settle after it, and quote when it is used up."""

import asyncio
import math
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from chronos.chat.events import Answered, AnswerEvent
from chronos.chat.word_answer import Draft, Inquiry, word_answer
from chronos.db import Database
from chronos.model import Actor
from chronos.providers.language import MOST_OUTPUT_TOKENS, Extractive, LanguageModel, Usage
from chronos.usage import PRICES, Charge, Prices, charge_for, reserve_answer, settle_answer

OVERHEAD_BYTES = 4_000  # of a request: roles, separators, the form of citations
TOKEN_BYTES = 4  # of a usual text; a token has at least one


async def word_within_budget(
    db: Database, model: LanguageModel, actor: Actor, inquiry: Inquiry, prices: Prices = PRICES
) -> AsyncGenerator[AnswerEvent, None]:
    """Let `model` word what was found, and charge it; quote, and say until when, once the month's budget is used up.

    What was produced is charged also when the caller gives up, or the model fails. Raises ProviderError.
    """
    answer_id, assistant = inquiry.answer_id, replace(actor, role="chronos_assistant")
    most = most_cost(prices, model, inquiry)
    async with db.acting_as(assistant) as tx:
        hold = await reserve_answer(tx, answer_id, most)
    if not hold.is_granted:
        async with aclosing(word_answer(Extractive(), inquiry)) as events:
            async for event in events:
                yield _noticed(event, explain_quotes(hold.renews_on))
        return
    draft, is_answered = Draft(), False
    try:
        async with aclosing(word_answer(model, inquiry, draft)) as events:
            async for event in events:
                is_answered = is_answered or isinstance(event, Answered)
                yield event
    finally:
        charges = list_charges(prices, model, inquiry, answer_id, draft, is_answered=is_answered)
        charges = [replace(charge, message_id=answer_id, student_id=actor.student_id) for charge in charges]
        await asyncio.shield(_settle(db, assistant, answer_id, charges))


def most_cost(prices: Prices, model: LanguageModel, inquiry: Inquiry) -> Decimal:
    """Return what the answer may cost at most: a token has at least one byte."""
    if not inquiry.is_covered:
        return Decimal(0)
    read = charge_for("input_tokens", _bytes_to_read(inquiry), "", model.name, prices)
    written = charge_for("output_tokens", MOST_OUTPUT_TOKENS, "", model.name, prices)
    return read.cost_usd + written.cost_usd


def list_charges(
    prices: Prices, model: LanguageModel, inquiry: Inquiry, answer_id: UUID, draft: Draft, *, is_answered: bool
) -> Sequence[Charge]:
    """Return what to charge: one question if it was answered, and the tokens that the model told, or an estimate."""
    usage = draft.usage
    if usage is None:  # it was stopped, or failed, on its way
        written = math.ceil(len("".join(draft.parts).encode()) / TOKEN_BYTES)
        read = math.ceil(_bytes_to_read(inquiry) / TOKEN_BYTES) if draft.is_begun else 0
        usage = Usage(read, written) if draft.is_begun and is_priced(prices, model) else Usage()
    charges = [Charge("questions", Decimal(1), f"question:{answer_id}")] if is_answered else []
    if usage.input_tokens:
        charges.append(charge_for("input_tokens", usage.input_tokens, f"input:{answer_id}", model.name, prices))
    if usage.output_tokens:
        charges.append(charge_for("output_tokens", usage.output_tokens, f"output:{answer_id}", model.name, prices))
    return charges


def is_priced(prices: Prices, model: LanguageModel) -> bool:
    """Return whether the model costs anything."""
    return (model.name, "input_tokens") in prices or (model.name, "output_tokens") in prices


def explain_quotes(renews_on: date | None) -> str:
    """Return the polite sentence for a student whose school has used up its month."""
    until = f"until {renews_on.day} {renews_on:%B %Y}" if renews_on is not None else "for now"
    return (
        f"This month's answers are used up: {until}, questions are answered by quotes, and keyword search still works."
    )


def _noticed(event: AnswerEvent, notice: str) -> AnswerEvent:
    return Answered(replace(event.answer, notice=notice)) if isinstance(event, Answered) else event


def _bytes_to_read(inquiry: Inquiry) -> int:
    task = inquiry.task
    texts = [task.instructions, task.question, *(turn.text for turn in task.turns)]
    for passage in task.passages:
        texts += [passage.moment.title, *(sentence.text for sentence in passage.sentences)]
    return OVERHEAD_BYTES + sum(len(text.encode()) for text in texts)


async def _settle(db: Database, assistant: Actor, answer_id: UUID, charges: Sequence[Charge]) -> None:
    async with db.acting_as(assistant) as tx:
        await settle_answer(tx, answer_id, charges)
