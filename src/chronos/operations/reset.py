"""Reset: a database without anything that Chronos made, so that the migrations can begin again."""

import contextlib
import ipaddress
from dataclasses import dataclass

from chronos.db import fetch_one, load_queries, migrate, owner_connection
from chronos.errors import NotAllowed

QUERIES = load_queries("chronos.operations", "reset.sql")

# In this order: policies and tables refer to functions in `private`.
_STEPS = ("drop_policies", "delete_buckets", "drop_public", "drop_schemas")


@dataclass(frozen=True, slots=True)
class Target:
    """The database that would be emptied, and what is in it. `host`: as libpq reached it; a socket is a path."""

    database: str
    host: str
    is_local: bool
    tables: int
    creators: int
    videos: int

    @property
    def contents(self) -> str:
        """What is in it, in words, e.g. "12 videos of 2 creators"."""
        videos = f"{self.videos:,} {'video' if self.videos == 1 else 'videos'}"
        return f"{videos} of {self.creators:,} {'creator' if self.creators == 1 else 'creators'}"


async def look(url: str) -> Target:
    """Return what the database holds, before anything is asked or touched. Needs the owner."""
    async with owner_connection(url) as connection:
        row = await fetch_one(connection, QUERIES["look"])
        library = {"creators": 0, "videos": 0}
        if row["has_library"]:
            library = await fetch_one(connection, QUERIES["count_library"])
        host, address = connection.info.host, connection.info.hostaddr
    return Target(row["database"], host, is_local(host, address), row["tables"], **library)


def is_local(host: str, address: str) -> bool:
    """Whether a connection to `host`, which was found at `address`, goes to this machine: by a socket or loopback."""
    if host.startswith(("/", "@")):
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(address).is_loopback
    return False


def allow(target: Target, forced: str | None) -> None:
    """Raises NotAllowed for a database elsewhere, unless it is named."""
    if not target.is_local and forced != target.database:
        raise NotAllowed(
            f"Database {target.database} is on {target.host}, not on this machine: if you mean it, say "
            f"`--force {target.database}`.",
            code="database_not_local",
        )


async def empty(url: str) -> None:
    """Drop everything, in one transaction. The bytes of stored files stay; roles and extensions too."""
    async with owner_connection(url) as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(%s)", [migrate.ADVISORY_LOCK])
        await connection.execute("set local search_path = ''")
        for step in _STEPS:
            await connection.execute(QUERIES[step])
