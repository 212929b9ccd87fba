"""Roll up: count the days that have new facts."""

from chronos.db import Database, load_queries

_QUERIES = load_queries("chronos.analytics", "rollup.sql")


async def roll_up_days(db: Database) -> int:
    """Periodic job. Count every day with facts since the last time, each in a short transaction; return how many.

    The time is noted when all of them are counted: after a crash the next run counts them again, to the same rows.
    """
    async with db.as_service("analytics.roll_up") as tx:
        days = await tx.fetch(_QUERIES["days_to_roll_up"])
    for day in days:
        async with db.as_service("analytics.roll_up") as tx:
            await tx.execute(_QUERIES["roll_up"], {"creator_id": day["creator_id"], "date": day["date"]})
    if days:
        async with db.as_service("analytics.roll_up") as tx:
            await tx.execute(_QUERIES["note_rolled_up"], {"until": days[0]["until"]})
    return len(days)
