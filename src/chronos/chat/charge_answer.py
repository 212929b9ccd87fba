"""Charge an answer: what it costs at most, before it is worded, and what it has cost, after it."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from chronos.chat.charge_tokens import cap_usage, charge_tokens, estimate_usage, most_tokens_cost
from chronos.chat.inquiry import Draft, Inquiry
from chronos.providers.language import LanguageModel, Usage
from chronos.usage import Charge, Prices, is_priced

OVERHEAD_BYTES = 4_000  # of a request: roles, separators, the form of citations


def most_cost(prices: Prices, model: LanguageModel, inquiry: Inquiry) -> Decimal:
    """Return what the answer may cost at most."""
    if not inquiry.is_covered or not is_priced(prices, model.name):
        return Decimal(0)
    return most_tokens_cost(prices, model.name, _bytes_to_read(inquiry))


def list_charges(
    prices: Prices, model: LanguageModel, inquiry: Inquiry, answer_id: UUID, draft: Draft
) -> Sequence[Charge]:
    """Return what to charge for the tokens of an answer, also of one that failed or was stopped on its way."""
    usage = _count_reported(inquiry, draft, is_estimated=is_priced(prices, model.name))
    return charge_tokens(prices, model.name, usage, answer_id, _bytes_to_read(inquiry))


def count_usage(inquiry: Inquiry, draft: Draft, *, is_estimated: bool) -> Usage:
    """Return the tokens that the model told; `is_estimated`: otherwise at least those of what it read and wrote.

    Providers tell the tokens of an answer at its end. Of one that did not end, what was written is known here alone.
    More than the call can use is not believed.
    """
    return cap_usage(_count_reported(inquiry, draft, is_estimated=is_estimated), _bytes_to_read(inquiry))


def _count_reported(inquiry: Inquiry, draft: Draft, *, is_estimated: bool) -> Usage:
    told = draft.usage
    is_told = told is not None and draft.stopped is not None and not draft.is_cut
    if is_told or not draft.is_begun or not is_estimated:
        return told or Usage()
    return estimate_usage(told, _bytes_to_read(inquiry), "".join(draft.written))


def _bytes_to_read(inquiry: Inquiry) -> int:
    task = inquiry.task
    texts = [task.instructions, task.question, *(turn.text for turn in task.turns)]
    for passage in task.passages:
        texts += [passage.moment.title, *(sentence.text for sentence in passage.sentences)]
    return OVERHEAD_BYTES + sum(len(text.encode()) for text in texts)
