"""Charges: rows of the ledger before they are written."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.usage.prices import PRICES, Prices, Unit, price_of


@dataclass(frozen=True, slots=True)
class Charge:
    """What was used, for what, and what it cost; charging the same key again changes nothing.

    `work_seconds`: how long it took. `kind` names the unit of `quantity`.
    """

    kind: str
    quantity: Decimal
    idempotency_key: str
    model: str | None = None
    unit_price_usd: Decimal = Decimal(0)
    priced_on: str | None = None
    cost_usd: Decimal = Decimal(0)
    work_seconds: float | None = None
    video_id: UUID | None = None
    message_id: UUID | None = None
    student_id: UUID | None = None


def charge_for(
    kind: Unit, quantity: float, key: str, model: str, prices: Prices = PRICES, *, prompt_tokens: int = 0
) -> Charge:
    """Return the charge for so much work of a model, at its price of today for a prompt of that length."""
    price, units = price_of(prices, model, kind, prompt_tokens=prompt_tokens), round(Decimal(quantity), 3)
    if price is None:
        return Charge(kind, units, key, model)
    return Charge(
        kind, units, key, model, price.unit_usd, price.listed_on.isoformat(), round(units * price.unit_usd, 6)
    )


def as_json(charges: Sequence[Charge]) -> Jsonb:
    """Return charges as the functions of the database take them."""
    return Jsonb(
        [
            {name: str(value) if isinstance(value, Decimal | UUID) else value for name, value in asdict(one).items()}
            for one in charges
        ]
    )
