"""A period of whole days in a creator's time zone."""

from dataclasses import dataclass
from datetime import date, datetime

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed
from chronos.model import Actor

_QUERIES = load_queries("chronos.analytics")

MAX_DAYS = 400  # thirteen months: facts are kept no longer
Days = tuple[date | None, date | None]  # the first and the last one; None: the default
MIN_DATE, MAX_DATE = date(2000, 1, 1), date(9999, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `first` to the day `last`, both included; `starts` and `ends` are the same as times."""

    first: date
    last: date
    time_zone: str
    starts: datetime
    ends: datetime


async def read_period(tx: Tx, actor: Actor, first: date | None = None, last: date | None = None) -> Period:
    """Return the period; by default the 30 days up to today. Raises NotAllowed, Invalid (`period_invalid`)."""
    require_creator(actor)
    for day in (first, last):
        if day is not None and not MIN_DATE <= day < MAX_DATE:
            raise Invalid(f"{day} is too long ago or too far ahead.", code="period_invalid")
    row = await tx.fetch_one(_QUERIES["asked_period"], {"first": first, "last": last})
    assert row is not None  # noqa: S101 - a function with out parameters returns one row
    period = Period(**row)
    if period.first > period.last:
        raise Invalid(f"The period ends on {period.last}, before it begins.", code="period_invalid")
    if (period.last - period.first).days >= MAX_DAYS:
        raise Invalid(f"Choose a period of at most {MAX_DAYS} days.", code="period_invalid")
    return period


def require_creator(actor: Actor) -> None:
    """Raise NotAllowed (`creators_only`) for everybody but a creator and its staff."""
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can see analytics.", code="creators_only")
