"""Reading beforehand what searches read."""

from chronos.db import Database, load_queries

LIBRARIES = 20

_QUERIES = load_queries("chronos.operations", "warm.sql")


async def warm_up(db: Database) -> int:
    """Bring what searches of the busiest libraries read into memory; how many rows that were.

    After a start the first questions would otherwise wait for the disk, one page at a time.
    """
    async with db.as_service("operations.warm_up") as tx:
        row = await tx.fetch_one(_QUERIES["warm_up"], {"libraries": LIBRARIES})
    assert row is not None  # noqa: S101 - an aggregate has a row
    return int(row["rows"])
