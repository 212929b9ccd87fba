"""Word within the budget of the month: reserve before the model, settle after it, and quote when it is used up."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from datetime import date
from decimal import Decimal

from chronos.chat.charge_answer import count_usage, list_charges, most_cost
from chronos.chat.events import Answer, Answered, AnswerEvent
from chronos.chat.inquiry import Draft, Inquiry
from chronos.chat.settle_charges import settle_charges
from chronos.chat.word_answer import word_answer
from chronos.chat.word_or_quote import word_or_quote
from chronos.db import Database
from chronos.model import Actor
from chronos.providers.language import Extractive, LanguageModel
from chronos.usage import PRICES, Charge, Prices, reserve_answer


async def word_within_budget(
    db: Database, model: LanguageModel, actor: Actor, inquiry: Inquiry, prices: Prices = PRICES
) -> AsyncGenerator[AnswerEvent, None]:
    """Let `model` word what was found, and charge it; quote, and say until when, once the month's budget is used up.

    What was produced is charged before the answer is given to be stored, and also when the caller gives up or the model
    fails.
    """
    answer_id, assistant = inquiry.answer_id, replace(actor, role="chronos_assistant")
    async with db.acting_as(assistant) as tx:
        hold = await reserve_answer(tx, answer_id, most_cost(prices, model, inquiry))
    if not hold.is_granted:
        async with aclosing(word_answer(Extractive(), inquiry)) as events:
            async for event in events:
                yield _noticed(event, explain_quotes(hold.renews_on))
        return
    draft = Draft()
    answer: Answer | None = None
    try:
        async with aclosing(word_or_quote(model, inquiry, draft)) as events:
            async for event in events:
                if isinstance(event, Answered):
                    answer = event.answer
                else:
                    yield event
    finally:
        charges = [*list_charges(prices, model, inquiry, answer_id, draft)]
        charges += [Charge("questions", Decimal(1), f"question:{answer_id}")] if answer else []
        charges = [replace(charge, message_id=answer_id, student_id=actor.student_id) for charge in charges]
        await settle_charges(db, assistant, answer_id, charges)
    if answer is not None:
        # What a model wrote without telling its tokens is generated text all the same.
        is_worded = model.generates and draft.is_begun and answer.model == model.name
        usage = count_usage(inquiry, draft, is_estimated=True) if is_worded else answer.usage
        cost = sum((charge.cost_usd for charge in charges), Decimal(0))
        yield Answered(replace(answer, usage=usage, cost_usd=cost))


def explain_quotes(renews_on: date | None) -> str:
    """Return the polite sentence for a student whose school has used up its month."""
    until = f"until {renews_on.day} {renews_on:%B %Y}" if renews_on is not None else "for now"
    return (
        f"This month's answers are used up: {until}, questions are answered by quotes, and keyword search still works."
    )


def _noticed(event: AnswerEvent, notice: str) -> AnswerEvent:
    return Answered(replace(event.answer, notice=notice)) if isinstance(event, Answered) else event
