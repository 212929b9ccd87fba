"""PostgreSQL as a mechanism: transactions that know the caller, named statements, migrations, the embedded server."""

from chronos.db import embedded, migrate
from chronos.db.array_text import array_text
from chronos.db.diagnosis import Diagnosis, fail, name_some, ok, warn
from chronos.db.dry_run import dry_run
from chronos.db.named_queries import Queries, load_queries
from chronos.db.outage import Outage
from chronos.db.owner_connection import Owner, fetch, fetch_one, owner_connection
from chronos.db.pool import NOTICE_LOSS, RECONNECT_SECONDS, SERVICE, Database, Row, Tx, enter_as
from chronos.db.presence import hold_presence, is_abandoned
from chronos.db.queue_schema import installed_queue_version, queue_version
from chronos.db.server_sessions import list_servers, named_session, require_no_server, session_name
from chronos.db.shim import apply_shim
from chronos.db.split_script import split_statements
from chronos.db.sqlstate import is_lost, mapped_errors

__all__ = [
    "NOTICE_LOSS",
    "RECONNECT_SECONDS",
    "SERVICE",
    "Database",
    "Diagnosis",
    "Outage",
    "Owner",
    "Queries",
    "Row",
    "Tx",
    "apply_shim",
    "array_text",
    "dry_run",
    "embedded",
    "enter_as",
    "fail",
    "fetch",
    "fetch_one",
    "hold_presence",
    "installed_queue_version",
    "is_abandoned",
    "is_lost",
    "list_servers",
    "load_queries",
    "mapped_errors",
    "migrate",
    "name_some",
    "named_session",
    "ok",
    "owner_connection",
    "queue_version",
    "require_no_server",
    "session_name",
    "split_statements",
    "warn",
]
