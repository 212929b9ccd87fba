"""The limits of a plan as pages show them: in units that people read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from chronos.usage import MeterUsage
from chronos.web.words import translatable

WARNED_SHARE = 0.8
METERS = {
    "storage_bytes": translatable("Storage"),
    "videos": translatable("Videos"),
    "students": translatable("Students"),
    "transcription_seconds": translatable("Transcription"),
    "questions": translatable("Questions"),
    "ai_credit_usd": translatable("Credit for language models"),
}
# What one of a unit is in the meter's own, how many digits it has, and how amounts are said.
_UNITS = {
    "storage_bytes": (Decimal(10**9), 1, translatable("%(used)s of %(allowed)s GB")),
    "transcription_seconds": (Decimal(3600), 1, translatable("%(used)s of %(allowed)s hours")),
    "ai_credit_usd": (Decimal(1), 2, translatable("US$ %(used)s of %(allowed)s")),
}
_COUNT = (Decimal(1), 0, translatable("%(used)s of %(allowed)s"))


@dataclass(frozen=True, slots=True)
class MeterView:
    """A limit: `said` has places for `used` and `allowed`; `renews_on` is None for what is kept, not used up."""

    name: str
    percent: int
    said: str
    used: str
    allowed: str
    reserved: str | None
    renews_on: date | None

    @property
    def is_near(self) -> bool:
        """Whether the limit is nearly reached."""
        return self.percent >= 100 * WARNED_SHARE


def view_meters(meters: Sequence[MeterUsage], time_zone: str = "UTC") -> list[MeterView]:
    """Return the limits in the order of the plan; those without a name are left out. Days are of the time zone."""
    zone = ZoneInfo(time_zone)
    return [_view(each, zone) for each in meters if each.meter in METERS]


def near_limits(meters: Sequence[MeterUsage]) -> list[MeterView]:
    """Return the limits of which four fifths are used. A limit of nothing is none that comes near."""
    return [view for view in view_meters([each for each in meters if each.allowed]) if view.is_near]


def _view(meter: MeterUsage, zone: ZoneInfo) -> MeterView:
    size, digits, said = _UNITS.get(meter.meter, _COUNT)
    used, allowed, reserved = (f"{each / size:,.{digits}f}" for each in (meter.used, meter.allowed, meter.reserved))
    percent = int(100 * meter.used / meter.allowed) if meter.allowed else 100
    renews_on = meter.renews_at.astimezone(zone).date() if meter.renews_at is not None else None
    return MeterView(METERS[meter.meter], percent, said, used, allowed, reserved if meter.reserved else None, renews_on)
