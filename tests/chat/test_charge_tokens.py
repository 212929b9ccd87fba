"""Charges of a call by its four kinds of tokens, the most that it may cost, and an estimate of one that did not end."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from chronos.chat.charge_tokens import cap_usage, charge_tokens, estimate_usage, most_tokens_cost
from chronos.providers.language import MOST_ATTEMPTS, MOST_OUTPUT_TOKENS, Usage
from chronos.usage import ModelPrice, list_unit_prices

PRICES = list_unit_prices(
    [ModelPrice("openai:x", date(2026, 1, 1), Decimal(3), Decimal(15), Decimal(4), None, Decimal(1))]
)
WORK = UUID(int=1)


def test_each_kind_of_tokens_has_its_price() -> None:
    charges = charge_tokens(PRICES, "openai:x", Usage(900, 57, 10, 20), WORK, 1_000)
    assert {charge.kind: charge.cost_usd for charge in charges} == {
        "input_tokens": Decimal("0.002700"),
        "output_tokens": Decimal("0.000855"),
        "cache_write_tokens": Decimal("0.000040"),
        "cache_read_tokens": Decimal("0.000020"),
    }
    assert len({charge.idempotency_key for charge in charges}) == 4


def test_the_most_is_a_token_for_each_byte_written_to_a_cache_and_the_longest_answer_of_all_attempts() -> None:
    most = most_tokens_cost(PRICES, "openai:x", 1_000)
    assert most == MOST_ATTEMPTS * (Decimal("0.004") + MOST_OUTPUT_TOKENS * Decimal("0.000015"))
    assert most_tokens_cost(PRICES, "extractive", 1_000) == 0


def test_a_call_that_did_not_end_is_estimated_by_its_bytes() -> None:
    assert estimate_usage(None, 400, "four") == Usage(100, 1)
    assert estimate_usage(Usage(90, 1, 2, 3), 400, "x" * 40) == Usage(90, 10, 2, 3)


def test_more_than_a_call_can_use_is_not_believed() -> None:
    most_read, most_written = MOST_ATTEMPTS * 100, MOST_ATTEMPTS * MOST_OUTPUT_TOKENS
    assert cap_usage(Usage(90, 57, 2, 3), 100) == Usage(90, 57, 2, 3)
    assert cap_usage(Usage(10**12, 10**9, 10**12, 1), 100) == Usage(most_read, most_written, 0, 0)
    assert cap_usage(Usage(0, 0, 100, 10**12), 100) == Usage(0, 0, 100, most_read - 100)
    assert cap_usage(Usage(), 100) == Usage()
    charges = charge_tokens(PRICES, "openai:x", Usage(10**12, 10**9, 10**12, 10**12), WORK, 100)
    assert sum(charge.cost_usd for charge in charges) <= most_tokens_cost(PRICES, "openai:x", 100)
