"""Creator limits: those of the tier, except where the operator gave a creator others."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from chronos.db import Database, Tx, load_queries
from chronos.errors import NotFound
from chronos.model import CreatorId
from chronos.usage.tiers import LIMITS, Limits, read_limits

THE_TIERS = "tier"  # in place of a value: that of the tier again

_QUERIES = load_queries("chronos.usage")


@dataclass(frozen=True, slots=True)
class CreatorLimits:
    """The limits of a creator, and which of them are its own."""

    limits: Limits
    overrides: Mapping[str, int | Decimal]


async def get_creator_limits(db: Database, creator_id: CreatorId) -> CreatorLimits:
    """Return the limits of a creator, as the operator. Raises NotFound."""
    async with db.as_service("usage.limits") as tx:
        return await _read(tx, creator_id)


async def change_creator_limits(db: Database, creator_id: CreatorId, changes: Mapping[str, str]) -> CreatorLimits:
    """Give a creator limits of its own, as the operator; `tier` as a value takes one away again.

    Raises Invalid as `change_tier` does, NotFound.
    """
    ended = {name for name, value in changes.items() if value == THE_TIERS and name in LIMITS}
    new = read_limits({name: value for name, value in changes.items() if name not in ended})
    async with db.as_service("usage.limits") as tx:
        own = {**(await _read(tx, creator_id)).overrides, **new}
        values = {name: None if name in ended else own.get(name) for name in LIMITS}
        await tx.execute(_QUERIES["set_overrides"], {"creator_id": creator_id, **values})
        return await _read(tx, creator_id)


async def _read(tx: Tx, creator_id: CreatorId) -> CreatorLimits:
    row = await tx.fetch_one(_QUERIES["limits_of"], {"creator_id": creator_id})
    if row is None:
        raise NotFound(f"There is no creator {creator_id}.", code="creator_not_found")
    own = await tx.fetch_one(_QUERIES["list_overrides"], {"creator_id": creator_id})
    return CreatorLimits(Limits(**row), {name: value for name, value in (own or {}).items() if value is not None})
