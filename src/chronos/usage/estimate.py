"""Estimate before: minutes, time and cost of what is about to be transcribed, against what is left of the month."""

from dataclasses import dataclass
from decimal import Decimal

from chronos.db import Tx, load_queries
from chronos.usage.charge import charge_for
from chronos.usage.prices import PRICES, Prices
from chronos.usage.show_usage import get_usage

_QUERIES = load_queries("chronos.usage")


@dataclass(frozen=True, slots=True)
class Estimate:
    """What transcription takes. `processing_seconds` None: nothing has been transcribed here yet.

    `seconds_left` and `usd_left` are what the month has left before it; `fits` is whether that suffices.
    """

    transcription_seconds: float
    processing_seconds: float | None
    cost_usd: Decimal
    seconds_left: float
    usd_left: Decimal

    @property
    def fits(self) -> bool:
        """Whether the month has enough left."""
        return self.transcription_seconds <= self.seconds_left and self.cost_usd <= self.usd_left


async def estimate_transcription(
    tx: Tx, seconds: float, model: str, prices: Prices = PRICES, *, is_reserved: bool = False
) -> Estimate:
    """Estimate the transcription of so many seconds by `model`, for the creator who asks. Raises NotAllowed.

    The time is that of recent work with the same model, on all machines that share the database. `is_reserved`: these
    seconds are held already, and count as left.
    """
    left = {meter.meter: meter.left for meter in (await get_usage(tx)).meters}
    row = await tx.fetch_one(_QUERIES["transcription_speed"], {"model": model})
    speed = row["seconds_per_second"] if row else None
    return Estimate(
        transcription_seconds=seconds,
        processing_seconds=0.0 if seconds == 0 else seconds / speed if speed else None,
        cost_usd=charge_for("transcription_seconds", seconds, "", model, prices).cost_usd,
        seconds_left=float(left["transcription_seconds"]) + (seconds if is_reserved else 0.0),
        usd_left=left["ai_credit_usd"],
    )
