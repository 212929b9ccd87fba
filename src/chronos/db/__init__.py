"""PostgreSQL: the embedded server, migrations, and transactions in which Postgres knows who is asking."""

from chronos.db.pool import Database, Tx
from chronos.db.queries import Queries, load_queries

__all__ = ["Database", "Queries", "Tx", "load_queries"]
