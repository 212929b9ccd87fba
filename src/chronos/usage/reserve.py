"""Reserve before the work, settle after it: a budget of the month is never overdrawn by work at the same time.

A transaction holds one of these statements, and never the work itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal
from uuid import UUID

from chronos.db import Tx, load_queries
from chronos.model import CreatorId
from chronos.usage.charge import Charge, as_json

_QUERIES = load_queries("chronos.usage")

Meter = Literal["questions", "transcription_seconds", "ai_credit_usd"]


@dataclass(frozen=True, slots=True)
class Reservation:
    """Whether it was granted, and the budget of the month after it. `renews_on` is a day of the creator."""

    is_granted: bool
    used: Decimal
    reserved: Decimal
    allowed: Decimal
    renews_on: date

    @property
    def left(self) -> Decimal:
        """What may still be reserved."""
        return max(Decimal(0), self.allowed - self.used - self.reserved)


async def reserve(
    tx: Tx, creator_id: CreatorId, subject_id: UUID, meter: Meter, wanted: Decimal, *, lifetime: timedelta
) -> Reservation:
    """Hold `wanted` for the work on a video or an answer, for the service.

    The open hold of the same subject is used again, so that a retry takes no second one.
    """
    values = {"subject_id": subject_id, "meter": meter, "wanted": wanted, "lifetime": lifetime}
    row = await tx.fetch_one(_QUERIES["reserve"], {"creator_id": creator_id, **values})
    assert row is not None  # noqa: S101 - a function returns its row
    return Reservation(**row)


async def keep_hold(tx: Tx, subject_id: UUID, *, lifetime: timedelta) -> None:
    """Let the holds of work that continues last for `lifetime` from now."""
    await tx.execute(_QUERIES["keep_hold"], {"subject_id": subject_id, "lifetime": lifetime})


async def settle(tx: Tx, creator_id: CreatorId, subject_id: UUID, charges: Sequence[Charge], *, is_last: bool) -> None:
    """Charge what the work has used, for the service; `is_last` frees what is left of its holds.

    Safe to repeat: a charge counts once, by its key.
    """
    values = {"subject_id": subject_id, "charges": as_json(charges), "is_last": is_last}
    await tx.execute(_QUERIES["settle"], {"creator_id": creator_id, **values})


@dataclass(frozen=True, slots=True)
class AnswerHold:
    """Whether an answer may be worded by a model that is limited; otherwise `renews_on` says until when not."""

    is_granted: bool
    renews_on: date | None


async def reserve_answer(tx: Tx, answer_id: UUID, most_usd: Decimal) -> AnswerHold:
    """Hold one question of the month, and what its answer costs at most, as the assistant of the one who asks."""
    row = await tx.fetch_one(_QUERIES["reserve_answer"], {"answer_id": answer_id, "most_usd": most_usd})
    assert row is not None  # noqa: S101 - a function returns its row
    return AnswerHold(**row)


async def settle_answer(tx: Tx, answer_id: UUID, charges: Sequence[Charge]) -> None:
    """Charge what an answer has used, and end its holds, as the assistant. Safe to repeat."""
    await tx.execute(_QUERIES["settle_answer"], {"answer_id": answer_id, "charges": as_json(charges)})
