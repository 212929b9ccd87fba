"""Remove playing sessions that have ended: they are kept so that a report that is sent again counts once."""

from chronos.db import Database, load_queries

_QUERIES = load_queries("chronos.courses")


async def remove_playing_sessions(db: Database) -> None:
    """Periodic job. Delete sessions without a report for a week; a player keeps a report for a day."""
    async with db.as_service("courses.remove_playing_sessions") as tx:
        await tx.execute(_QUERIES["remove_playing_sessions"])
