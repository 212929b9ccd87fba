"""Prices: what a unit costs at the provider, in US$, with the date of the price list."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from chronos.errors import Invalid

Unit = Literal[
    "transcription_seconds",
    "embedding_tokens",
    "input_tokens",
    "output_tokens",
    "cache_write_tokens",
    "cache_read_tokens",
]
# By model and unit; a model without a price runs on this machine, or on the operator's own server, and costs nothing.
Prices = Mapping[tuple[str, Unit], Sequence["Price"]]

MILLION = Decimal(1_000_000)

_VERSION = re.compile(r"-\d{4}(?:\d{4}|-\d{2}-\d{2})$")  # "-20261007" or "-2026-10-07"


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one unit from that day on, in requests whose prompt has more than so many tokens."""

    unit_usd: Decimal
    listed_on: date
    above_prompt_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """A row of a provider's price list, in US$ per million tokens; one above a threshold prices the whole request."""

    model: str
    effective_from: date
    input_usd: Decimal
    output_usd: Decimal
    cache_write_usd: Decimal  # kept for 5 minutes (Anthropic) or 30 (OpenAI), which is what is used
    cache_write_long_usd: Decimal | None  # kept for an hour or longer: listed, never used
    cache_read_usd: Decimal
    above_prompt_tokens: int = 0


def _row(model: str, since: tuple[int, int, int], amounts: str, above_prompt_tokens: int = 0) -> ModelPrice:
    read, written, cache_write, cache_read, *rest = (Decimal(one) for one in amounts.split())
    cache_write_long = rest[0] if rest else None
    return ModelPrice(
        model, date(*since), read, written, cache_write, cache_write_long, cache_read, above_prompt_tokens
    )


# As pages that quote the lists of Anthropic and OpenAI (platform.claude.com/docs/en/about-claude/pricing,
# developers.openai.com/api/docs/pricing) had them in November 2026; the lists themselves were not read.
# Input, output, cache write, cache read, long cache write. Add a row when a price changes; the old one stays.
MODEL_PRICES: Sequence[ModelPrice] = (
    _row("anthropic:claude-haiku-5-5", (2026, 10, 7), "0.10 0.50 0.125 0.01 0.20"),
    _row("anthropic:claude-haiku-5-5", (2026, 10, 7), "0.50 2.50 0.625 0.05 1.00", above_prompt_tokens=100_000),
    _row("anthropic:claude-sonnet-5-5", (2026, 10, 7), "2.00 10.00 2.50 0.10 4.00"),
    _row("anthropic:claude-opus-5-5", (2026, 9, 22), "4.00 20.00 5.00 0.20 8.00"),
    _row("openai:gpt-6-luna", (2026, 9, 22), "0.10 0.50 0.125 0.01"),
    _row("openai:gpt-6-luna", (2026, 9, 22), "0.20 0.75 0.25 0.02", above_prompt_tokens=272_000),
    _row("openai:gpt-6-sol", (2026, 9, 22), "2.00 10.00 2.50 0.20"),
    _row("openai:gpt-6-sol", (2026, 9, 22), "4.00 15.00 5.00 0.40", above_prompt_tokens=272_000),
    _row("openai:gpt-6.1-sol", (2026, 9, 29), "2.00 10.00 2.50 0.10"),
    _row("openai:gpt-6.1-sol", (2026, 9, 29), "4.00 15.00 5.00 0.20", above_prompt_tokens=272_000),
)


def list_unit_prices(rows: Sequence[ModelPrice]) -> Prices:
    """Return the prices of single tokens, by model and unit."""
    found: dict[tuple[str, Unit], list[Price]] = {}
    for row in rows:
        for unit, usd in _units(row):
            price = Price(usd / MILLION, row.effective_from, row.above_prompt_tokens)
            found.setdefault((row.model, unit), []).append(price)
    return found


def price_of(prices: Prices, model: str, unit: Unit, *, on: date | None = None, prompt_tokens: int = 0) -> Price | None:
    """Return the price of a unit on a day (None: today); None for a model that costs nothing.

    Before the first list its prices count: a wrong clock must not make a model free.
    """
    rows = [
        price
        for price in _listed(prices, model, unit)
        if price.above_prompt_tokens == 0 or prompt_tokens > price.above_prompt_tokens
    ]
    if not rows:
        return None
    threshold = max(price.above_prompt_tokens for price in rows)
    rows = sorted((price for price in rows if price.above_prompt_tokens == threshold), key=lambda one: one.listed_on)
    day = on or date.today()
    return next((price for price in reversed(rows) if price.listed_on <= day), rows[0])


def is_priced(prices: Prices, model: str) -> bool:
    """Return whether a model costs anything, or is stated to cost nothing."""
    return bool(_listed(prices, model, "input_tokens"))


def read_model_prices(text: str) -> Sequence[ModelPrice]:
    """Return the operator's own prices: `MODEL=INPUT/OUTPUT` per million tokens, several separated by commas.

    Caches cost what input costs. Raises Invalid (`setting_invalid`).
    """
    return [_read(one.strip()) for one in text.split(",") if one.strip()]


def list_model_prices(own: str) -> Sequence[ModelPrice]:
    """Return the price list, with the operator's own prices in place of those of the same model.

    Raises Invalid (`setting_invalid`).
    """
    rows = read_model_prices(own)
    return [*(row for row in MODEL_PRICES if row.model not in {price.model for price in rows}), *rows]


def choose_prices(own: str, paid: Iterable[str]) -> Prices:
    """Return what models cost. Raises Invalid (`setting_invalid`) for one of `paid` whose price is not known."""
    prices = list_unit_prices(list_model_prices(own))
    for name in paid:
        if not is_priced(prices, name):
            raise Invalid(
                f"The price of {name} is not known: set CHRONOS_MODEL_PRICES={name}=INPUT/OUTPUT, in US$ per million "
                "tokens.",
                code="setting_invalid",
            )
    return prices


def _listed(prices: Prices, model: str, unit: Unit) -> Sequence[Price]:
    """Return the rows of a model; a dated version without any has those of its model."""
    return prices.get((model, unit)) or prices.get((_VERSION.sub("", model), unit), ())


def _read(entry: str) -> ModelPrice:
    model, equals, amounts = entry.rpartition("=")
    try:
        read, written = (Decimal(one) for one in amounts.split("/"))
        is_valid = (
            bool(equals and model.strip()) and read.is_finite() and written.is_finite() and min(read, written) >= 0
        )
    except (ValueError, ArithmeticError):
        is_valid = False
    if not is_valid:
        raise Invalid(
            f"CHRONOS_MODEL_PRICES has {entry!r}: write MODEL=INPUT/OUTPUT in US$ per million tokens, such as "
            "openai:my-model=0.20/0.60.",
            code="setting_invalid",
        )
    today = date.today()
    return ModelPrice(model.strip(), today, read, written, read, read, read)


def _units(row: ModelPrice) -> Iterator[tuple[Unit, Decimal]]:
    yield "input_tokens", row.input_usd
    yield "output_tokens", row.output_usd
    yield "cache_write_tokens", row.cache_write_usd
    yield "cache_read_tokens", row.cache_read_usd


PRICES: Prices = list_unit_prices(MODEL_PRICES)
