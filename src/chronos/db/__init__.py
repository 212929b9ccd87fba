"""PostgreSQL as a mechanism: transactions that know the caller, named statements, migrations, the embedded server."""

from chronos.db.named_queries import Queries, load_queries
from chronos.db.owner_connection import Owner, fetch, fetch_one, owner_connection
from chronos.db.pool import Database, Row, Tx, enter_as
from chronos.db.presence import hold_presence, is_abandoned
from chronos.db.sqlstate import mapped_errors

__all__ = [
    "Database",
    "Owner",
    "Queries",
    "Row",
    "Tx",
    "enter_as",
    "fetch",
    "fetch_one",
    "hold_presence",
    "is_abandoned",
    "load_queries",
    "mapped_errors",
    "owner_connection",
]
