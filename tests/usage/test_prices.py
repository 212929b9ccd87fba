"""The price of a unit, by the day and by the length of the prompt."""

from datetime import date
from decimal import Decimal

import pytest

from chronos.errors import Invalid
from chronos.usage import (
    MODEL_PRICES,
    PRICES,
    charge_for,
    choose_prices,
    is_priced,
    list_model_prices,
    list_unit_prices,
    price_of,
    read_model_prices,
)
from chronos.usage.prices import ModelPrice, Unit

HAIKU = "anthropic:claude-haiku-5-5"
CENT = Decimal("0.01")


def a_row(since: date, usd: str, above: int = 0) -> ModelPrice:
    price = Decimal(usd)
    return ModelPrice("a:model", since, price, price * 5, price, None, price, above)


PRICE_LIST = list_unit_prices(
    [
        a_row(date(2026, 1, 1), "1"),
        a_row(date(2026, 6, 1), "2"),
        a_row(date(2026, 6, 1), "4", above=1000),
    ]
)


@pytest.mark.parametrize(
    ("on", "prompt_tokens", "usd"),
    [
        (date(2025, 1, 1), 0, 1),  # before the first list
        (date(2026, 1, 1), 0, 1),
        (date(2026, 5, 31), 5, 1),
        (date(2026, 6, 1), 1000, 2),
        (date(2027, 1, 1), 1001, 4),
        (date(2026, 2, 1), 1001, 4),  # the threshold has only this list
    ],
)
def test_the_list_of_the_day_and_of_the_length_counts(on: date, prompt_tokens: int, usd: int) -> None:
    for unit, times in (("input_tokens", 1), ("output_tokens", 5), ("cache_read_tokens", 1)):
        price = price_of(PRICE_LIST, "a:model", unit, on=on, prompt_tokens=prompt_tokens)  # type: ignore[arg-type]
        assert price is not None
        assert price.unit_usd * 1_000_000 == usd * times


@pytest.mark.parametrize("version", ["-20261007", "-2026-10-07"])
def test_a_dated_version_costs_what_its_model_does_unless_it_has_a_price(version: str) -> None:
    assert is_priced(PRICES, HAIKU + version)
    assert price_of(PRICES, HAIKU + version, "input_tokens") == price_of(PRICES, HAIKU, "input_tokens")
    own = choose_prices(f"{HAIKU}{version}=7/9", [HAIKU + version])
    price = price_of(own, HAIKU + version, "input_tokens")
    assert price is not None
    assert price.unit_usd * 1_000_000 == 7
    assert not is_priced(PRICES, f"{HAIKU}-2026")


def test_a_model_without_a_price_costs_nothing() -> None:
    assert price_of(PRICES, "extractive", "input_tokens") is None
    assert not is_priced(PRICES, "extractive")
    assert is_priced(PRICES, HAIKU)


@pytest.mark.parametrize(
    ("kind", "tokens", "prompt_tokens", "cost"),
    [
        ("input_tokens", 90_000, 90_000, "0.009"),
        ("output_tokens", 1_000, 90_000, "0.0005"),
        ("input_tokens", 200_000, 200_000, "0.1"),
        ("output_tokens", 1_000, 200_000, "0.0025"),
        ("cache_write_tokens", 80_000, 90_000, "0.01"),
        ("cache_read_tokens", 80_000, 90_000, "0.0008"),
    ],
)
def test_a_listed_model_costs_what_its_provider_asks(kind: Unit, tokens: int, prompt_tokens: int, cost: str) -> None:
    charge = charge_for(kind, tokens, "key", HAIKU, prompt_tokens=prompt_tokens)
    assert (charge.cost_usd, charge.priced_on) == (Decimal(cost), "2026-10-07")


def test_every_row_is_dated_and_dearer_above_its_threshold() -> None:
    for row in MODEL_PRICES:
        assert row.cache_read_usd < row.input_usd < row.output_usd
        if row.above_prompt_tokens:
            [below] = [o for o in MODEL_PRICES if (o.model, o.above_prompt_tokens) == (row.model, 0)]
            assert below.input_usd < row.input_usd


def test_the_operators_own_prices() -> None:
    [one, other] = read_model_prices(" openai:my/model=0.20/0.60, anthropic:x=0/0,")
    assert (one.model, one.input_usd, one.output_usd, one.cache_read_usd) == (
        "openai:my/model", Decimal("0.20"), Decimal("0.60"), Decimal("0.20"),
    )  # fmt: skip
    prices = list_unit_prices([one, other])
    assert is_priced(prices, "anthropic:x")
    assert charge_for("input_tokens", 10**6, "key", "anthropic:x", prices).cost_usd == 0
    assert read_model_prices("") == []


def test_own_prices_stand_in_place_of_the_lists() -> None:
    listed = MODEL_PRICES[0].model
    rows = list_model_prices(f"{listed}=7/9,openai:my-model=1/2")
    assert [row.input_usd for row in rows if row.model == listed] == [Decimal(7)]
    assert {row.model for row in rows} == {row.model for row in MODEL_PRICES} | {"openai:my-model"}


def test_a_paid_model_needs_a_price() -> None:
    assert is_priced(choose_prices("openai:my-model=1/2", ["openai:my-model"]), "openai:my-model")
    assert choose_prices("", []) == PRICES
    with pytest.raises(Invalid, match="CHRONOS_MODEL_PRICES=openai:my-model="):
        choose_prices("", ["openai:my-model"])


@pytest.mark.parametrize("text", ["x", "x=1", "x=1/2/3", "=1/2", "x=1/-2", "x=NaN/1", "x=a/b", "x=1/Infinity"])
def test_a_price_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="write MODEL=INPUT/OUTPUT"):
        read_model_prices(text)
