"""The demo world's rows: `supabase/seed.sql`, applied as the owner."""

from importlib.resources import files
from uuid import UUID

from chronos.db import owner_connection
from chronos.db.split_script import split_statements

PREFIX = "5eed0000-"  # with it every id of the demo world begins


def is_seeded(identity: UUID) -> bool:
    """Whether the id is one of the demo world's."""
    return str(identity).startswith(PREFIX)


async def apply_seed(url: str) -> int:
    """Write what is missing, in one transaction; how many rows were written or changed, 0 the second time."""
    statements = split_statements((files("chronos.operations") / "seed.sql").read_text())
    async with owner_connection(url) as connection, connection.transaction():
        touched = [(await connection.execute(statement.encode())).rowcount for statement in statements]
    return sum(count for count in touched if count > 0)
