"""Analyze the tables whose statistics are out of date."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from chronos.db import Owner, fetch

MANY_ROWS = 1000
LARGE_SHARE = 0.1

_STALE = """
select s.schemaname as schema, s.relname as table, s.n_mod_since_analyze as changed
  from pg_catalog.pg_stat_user_tables s
  join pg_catalog.pg_class c on c.oid = s.relid
 where s.schemaname in ('public', 'private', 'jobs', 'storage')
   and s.n_mod_since_analyze > %(many)s + %(share)s * greatest(c.reltuples, 0)
   and pg_has_role(c.relowner, 'usage')
 order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class StaleTable:
    """A table with many rows changed since it was last analyzed."""

    schema: str
    table: str
    changed: int

    @property
    def name(self) -> str:
        """The name with its schema."""
        return f"{self.schema}.{self.table}"


async def stale_tables(connection: Owner) -> list[StaleTable]:
    """List the tables to analyze."""
    rows = await fetch(connection, _STALE, {"many": MANY_ROWS, "share": LARGE_SHARE})
    return [StaleTable(**row) for row in rows]


async def analyze_stale(connection: Owner) -> Sequence[str]:
    """Analyze them; return their names."""
    stale = await stale_tables(connection)
    for one in stale:
        await connection.execute(sql.SQL("analyze {}").format(sql.Identifier(one.schema, one.table)))
    return [one.name for one in stale]
