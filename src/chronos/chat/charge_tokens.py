"""Charge tokens: what a call of a language model costs at most, and what it has cost, by its four kinds of tokens."""

import math
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from chronos.providers.language import MOST_ATTEMPTS, MOST_OUTPUT_TOKENS, Usage
from chronos.usage import Charge, Prices, Unit, charge_for

TOKEN_BYTES = 4  # of a usual text; a token has at least one


def most_tokens_cost(prices: Prices, model: str, bytes_to_read: int) -> Decimal:
    """Return what a call may cost at most, all its attempts together.

    A token has at least one byte, and may be written to a cache; the price of a long prompt is that of all attempts.
    """
    most_read = MOST_ATTEMPTS * bytes_to_read

    def cost(kind: Unit, tokens: int) -> Decimal:
        return charge_for(kind, tokens, "", model, prices, prompt_tokens=most_read).cost_usd

    read = max(cost("input_tokens", most_read), cost("cache_write_tokens", most_read))
    return read + cost("output_tokens", MOST_ATTEMPTS * MOST_OUTPUT_TOKENS)


def charge_tokens(prices: Prices, model: str, usage: Usage, work_id: UUID) -> Sequence[Charge]:
    """Return the charges for what a call has used, at the price for a prompt of that length."""
    tokens: Sequence[tuple[Unit, int | None]] = (
        ("input_tokens", usage.input_tokens),
        ("output_tokens", usage.output_tokens),
        ("cache_write_tokens", usage.cache_write_tokens),
        ("cache_read_tokens", usage.cache_read_tokens),
    )
    return [
        charge_for(kind, count, f"{kind}:{work_id}", model, prices, prompt_tokens=usage.prompt_tokens)
        for kind, count in tokens
        if count
    ]


def estimate_usage(told: Usage | None, bytes_to_read: int, written: str) -> Usage:
    """Return the tokens of a call that did not end: at least those of what it wrote, and of what it read if untold."""
    output = math.ceil(len(written.encode()) / TOKEN_BYTES)
    if told is None:
        return Usage(math.ceil(bytes_to_read / TOKEN_BYTES), output)
    return Usage(
        told.input_tokens, max(told.output_tokens or 0, output), told.cache_write_tokens, told.cache_read_tokens
    )
