"""Prices: what a unit costs at the provider, in US$, with the date of the price list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Unit = Literal["transcription_seconds", "embedding_tokens", "input_tokens", "output_tokens"]
Prices = Mapping[tuple[str, Unit], "Price"]


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one unit on the list of that date."""

    unit_usd: Decimal
    listed_on: date


# By the name of the model, e.g. ("openai:…", "input_tokens"). A model without a price runs on this machine and costs
# nothing: a provider over the network is added together with its prices.
PRICES: Prices = {}


def price_of(prices: Prices, model: str, unit: Unit) -> Price | None:
    """Return the price of a unit; None for a model that costs nothing."""
    return prices.get((model, unit))
