"""Apply the rows of the demo world, `supabase/seed.sql`, as the owner."""

from importlib.resources import files

from chronos.db import owner_connection, split_statements


async def apply_seed(url: str) -> int:
    """Write missing rows in one transaction; return how many were written or changed, 0 the second time."""
    statements = split_statements((files("chronos.operations") / "seed.sql").read_text())
    async with owner_connection(url) as connection, connection.transaction():
        touched = [(await connection.execute(statement.encode())).rowcount for statement in statements]
    return sum(count for count in touched if count > 0)
