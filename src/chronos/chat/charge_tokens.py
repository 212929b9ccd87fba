"""Charge tokens: what a call of a language model costs at most, and what it has cost, by its four kinds of tokens."""

import logging
import math
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from chronos.providers.language import MOST_ATTEMPTS, MOST_OUTPUT_TOKENS, Usage
from chronos.usage import Charge, Prices, Unit, charge_for

TOKEN_BYTES = 4  # of a usual text; a token has at least one
MOST_WRITTEN = MOST_ATTEMPTS * MOST_OUTPUT_TOKENS  # tokens, by all attempts of a call

_log = logging.getLogger(__name__)


def most_tokens_cost(prices: Prices, model: str, bytes_to_read: int) -> Decimal:
    """Return what a call may cost at most, all its attempts together.

    A token has at least one byte, and may be written to a cache; the price of a long prompt is that of all attempts.
    """
    most_read = _most_read(bytes_to_read)

    def cost(kind: Unit, tokens: int) -> Decimal:
        return charge_for(kind, tokens, "", model, prices, prompt_tokens=most_read).cost_usd

    read = max(cost("input_tokens", most_read), cost("cache_write_tokens", most_read))
    return read + cost("output_tokens", MOST_WRITTEN)


def charge_tokens(prices: Prices, model: str, reported: Usage, work_id: UUID, bytes_to_read: int) -> Sequence[Charge]:
    """Return the charges for what a call has used, at the price for a prompt of that length.

    What a provider reports is charged up to what was reserved for the call; beyond it, it is logged.
    """
    usage = cap_usage(reported, bytes_to_read)
    if usage != reported:
        _log.warning("%s reports more tokens than its call can use: charged are %s", model, usage)
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


def cap_usage(reported: Usage, bytes_to_read: int) -> Usage:
    """Return what a provider reports, but no more than a call of so many bytes can use with all its attempts."""
    left, kinds = _most_read(bytes_to_read), []
    for count in (reported.input_tokens, reported.cache_write_tokens, reported.cache_read_tokens):
        kinds.append(None if count is None else min(count, left))
        left -= kinds[-1] or 0
    read, cache_write, cache_read = kinds
    written = None if reported.output_tokens is None else min(reported.output_tokens, MOST_WRITTEN)
    return Usage(read, written, cache_write or 0, cache_read or 0)


def estimate_usage(told: Usage | None, bytes_to_read: int, written: str) -> Usage:
    """Return the tokens of a call that did not end: at least those of what it wrote, and of what it read if untold."""
    output = math.ceil(len(written.encode()) / TOKEN_BYTES)
    if told is None:
        return Usage(math.ceil(bytes_to_read / TOKEN_BYTES), output)
    return Usage(
        told.input_tokens, max(told.output_tokens or 0, output), told.cache_write_tokens, told.cache_read_tokens
    )


def _most_read(bytes_to_read: int) -> int:
    return MOST_ATTEMPTS * bytes_to_read  # a token has at least one byte
