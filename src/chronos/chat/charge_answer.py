"""Charge an answer: what it costs at most, before it is worded, and what it has cost, after it."""

import math
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from chronos.chat.inquiry import Draft, Inquiry
from chronos.providers.language import MOST_OUTPUT_TOKENS, LanguageModel, Usage
from chronos.usage import Charge, Prices, Unit, charge_for, is_priced

OVERHEAD_BYTES = 4_000  # of a request: roles, separators, the form of citations
TOKEN_BYTES = 4  # of a usual text; a token has at least one


def most_cost(prices: Prices, model: LanguageModel, inquiry: Inquiry) -> Decimal:
    """Return what the answer may cost at most: a token has at least one byte, and may be written to a cache."""
    if not inquiry.is_covered or not is_priced(prices, model.name):
        return Decimal(0)
    read = _bytes_to_read(inquiry)

    def cost(kind: Unit, tokens: int) -> Decimal:
        return charge_for(kind, tokens, "", model.name, prices, prompt_tokens=read).cost_usd

    return max(cost("input_tokens", read), cost("cache_write_tokens", read)) + cost("output_tokens", MOST_OUTPUT_TOKENS)


def list_charges(
    prices: Prices, model: LanguageModel, inquiry: Inquiry, answer_id: UUID, draft: Draft
) -> Sequence[Charge]:
    """Return what to charge for the tokens of an answer, also of one that failed or was stopped on its way."""
    usage = count_usage(inquiry, draft, is_estimated=is_priced(prices, model.name))
    prompt = usage.prompt_tokens
    tokens: Sequence[tuple[Unit, int | None]] = (
        ("input_tokens", usage.input_tokens),
        ("output_tokens", usage.output_tokens),
        ("cache_write_tokens", usage.cache_write_tokens),
        ("cache_read_tokens", usage.cache_read_tokens),
    )
    return [
        charge_for(kind, count, f"{kind}:{answer_id}", model.name, prices, prompt_tokens=prompt)
        for kind, count in tokens
        if count
    ]


def count_usage(inquiry: Inquiry, draft: Draft, *, is_estimated: bool) -> Usage:
    """Return the tokens that the model told; `is_estimated`: otherwise at least those of what it read and wrote.

    Providers tell the tokens of an answer at its end. Of one that did not end, what was written is known here alone.
    """
    told = draft.usage
    is_told = told is not None and draft.stopped is not None
    if is_told or not draft.is_begun or not is_estimated:
        return told or Usage()
    written = math.ceil(len("".join(draft.written).encode()) / TOKEN_BYTES)
    if told is None:
        return Usage(math.ceil(_bytes_to_read(inquiry) / TOKEN_BYTES), written)
    output = max(told.output_tokens or 0, written)
    return Usage(told.input_tokens, output, told.cache_write_tokens, told.cache_read_tokens)


def _bytes_to_read(inquiry: Inquiry) -> int:
    task = inquiry.task
    texts = [task.instructions, task.question, *(turn.text for turn in task.turns)]
    for passage in task.passages:
        texts += [passage.moment.title, *(sentence.text for sentence in passage.sentences)]
    return OVERHEAD_BYTES + sum(len(text.encode()) for text in texts)
