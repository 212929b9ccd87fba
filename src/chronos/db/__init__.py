"""PostgreSQL: the embedded server, migrations, and transactions in which Postgres knows who is asking."""

from chronos.db.named_queries import Queries, load_queries
from chronos.db.pool import Database, Tx

__all__ = ["Database", "Queries", "Tx", "load_queries"]
