"""Apply the rows of the demo world, `supabase/seed.sql`, as the owner."""

from importlib.resources import files
from uuid import UUID

from chronos.db import owner_connection, split_statements

PREFIX = "5eed0000-"  # the start of every id of the demo world


def is_seeded(identity: UUID) -> bool:
    """Return whether the id belongs to the demo world."""
    return str(identity).startswith(PREFIX)


async def apply_seed(url: str) -> int:
    """Write missing rows in one transaction; return how many were written or changed, 0 the second time."""
    statements = split_statements((files("chronos.operations") / "seed.sql").read_text())
    async with owner_connection(url) as connection, connection.transaction():
        touched = [(await connection.execute(statement.encode())).rowcount for statement in statements]
    return sum(count for count in touched if count > 0)
