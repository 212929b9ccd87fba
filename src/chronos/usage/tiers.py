"""Tiers: what each plan allows, read and changed by the operator."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation

from chronos.db import Database, load_queries
from chronos.errors import Invalid

_QUERIES = load_queries("chronos.usage")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a plan allows: of files, videos and students at once; of the others in a calendar month."""

    tier: str
    max_file_bytes: int
    storage_bytes: int
    videos: int
    students: int
    transcription_minutes: int
    questions: int
    ai_credit_usd: Decimal


LIMITS = tuple(field.name for field in fields(Limits) if field.name != "tier")


async def list_tiers(db: Database) -> list[Limits]:
    """List the tiers, smallest first, as the operator."""
    async with db.as_service("usage.tiers") as tx:
        return [Limits(**row) for row in await tx.fetch(_QUERIES["list_tiers"])]


async def change_tier(db: Database, tier: str, changes: Mapping[str, str]) -> Limits:
    """Change limits of a tier, as the operator; they hold from the next request on.

    Raises Invalid for an unknown tier or limit, for a value that is no number or too small, and for room that is
    smaller than a file may be.
    """
    values = dict.fromkeys(LIMITS) | read_limits(changes)
    async with db.as_service("usage.tiers") as tx:
        row = await tx.fetch_one(_QUERIES["lock_tier"], {"tier": tier})
        if row is None:
            raise Invalid(f"There is no tier {tier!r}: use basic, pro or enterprise.")
        largest, room = (values[name] or row[name] for name in ("max_file_bytes", "storage_bytes"))
        if room < largest or values["storage_bytes"] == 0:
            raise Invalid(f"storage_bytes must be at least max_file_bytes, {largest}: change both at once.")
        row = await tx.fetch_one(_QUERIES["change_tier"], {"tier": tier, **values})
    assert row is not None  # noqa: S101 - it is locked
    return Limits(**row)


def read_limits(given: Mapping[str, str]) -> dict[str, int | Decimal]:
    """Return the values of limits that were given as text. Raises Invalid."""
    unknown = given.keys() - set(LIMITS)
    if unknown:
        raise Invalid(f"There is no limit {min(unknown)!r}: use one of {', '.join(LIMITS)}.")
    return {name: _read(name, text) for name, text in given.items()}


def _read(name: str, text: str) -> int | Decimal:
    try:
        value = Decimal(text) if name == "ai_credit_usd" else Decimal(int(text))
    except (ValueError, InvalidOperation) as error:
        raise Invalid(f"{name} needs a number, not {text!r}.") from error
    least, most = int(name == "max_file_bytes"), 2**63 - 1 if name.endswith("_bytes") else 10**9
    if not (value.is_finite() and least <= value <= most):
        raise Invalid(f"{name} needs a number from {least} to {most}.")
    if value != round(value, 2):
        raise Invalid(f"{name} needs whole cents, not {text!r}.")
    return value if name == "ai_credit_usd" else int(value)
