"""Delete the conversations that students removed, once the week in which they can be taken back is over."""

from chronos.db import Database, load_queries

_QUERIES = load_queries("chronos.chat")

BIN_DAYS = 7


async def empty_bin(db: Database) -> None:
    """Periodic job. Delete conversations that were removed more than a week ago, with their messages."""
    async with db.as_service("chat.empty_bin") as tx:
        await tx.execute(_QUERIES["empty_bin"], {"days": BIN_DAYS})
