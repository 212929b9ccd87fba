"""Recompute: count days of the past again, from the facts that are kept, and all courses."""

from dataclasses import dataclass
from datetime import date

from chronos.analytics.count_courses import count_all_courses
from chronos.db import Database, load_queries
from chronos.errors import Invalid
from chronos.model import CreatorId

_QUERIES = load_queries("chronos.analytics", "rollup.sql")


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many days of how many creators were counted again. Days before `first_countable` stay as they are."""

    days: int
    creators: int
    first_countable: date | None


async def recompute(
    db: Database, first: date, last: date | None = None, creator_id: CreatorId | None = None
) -> Recomputed:
    """Count the days from `first` to `last` (today) again, as the operator, for one creator or for all.

    Facts are kept for 13 months: an earlier day stays as it is. Courses are counted from what students watched until
    now. Raises Invalid (`period_invalid`).
    """
    if last is not None and last < first:
        raise Invalid(f"The period ends on {last}, before it begins.", code="period_invalid")
    async with db.as_service("analytics.recompute") as tx:
        wanted = {"first": first, "last": last, "creator_id": creator_id}
        days = await tx.fetch(_QUERIES["days_to_recompute"], wanted)
        countable = await tx.fetch_one(_QUERIES["first_countable_day"], {"creator_id": creator_id})
    counted = []
    for day in days:
        async with db.as_service("analytics.recompute") as tx:
            row = await tx.fetch_one(_QUERIES["roll_up"], day)
        if row and row["is_counted"]:
            counted.append(day)
    await count_all_courses(db, creator_id)
    dates, creators = [{day[name] for day in counted} for name in ("date", "creator_id")]
    return Recomputed(len(dates), len(creators), countable["date"] if countable else None)
