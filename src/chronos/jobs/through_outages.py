"""Through outages: work that lost its database waits until it is back, and is done again."""

import asyncio
from collections.abc import Awaitable, Callable

from chronos.db import Database
from chronos.errors import ProviderError

PAUSE_SECONDS = 0.2  # before what lost its database is done again


async def through_outages(db: Database, work: Callable[[], Awaitable[None]]) -> None:
    """Do `work`, which is safe to repeat, again when the database went away during it: no job causes that."""
    while True:
        try:
            return await work()
        except ProviderError as error:
            if error.code != "database_unavailable":
                raise
        await db.outage.over()
        await asyncio.sleep(PAUSE_SECONDS)
