"""Examine: every check, in an order in which a failure explains those after it."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import psycopg

from chronos.db import Owner, owner_connection
from chronos.errors import ChronosError
from chronos.operations.doctor import claims, machine, queue, schema, server, upkeep
from chronos.operations.doctor.diagnosis import Diagnosis, failed

# Of any database.
_OF_THE_SERVER: Sequence[Callable[[Owner], Awaitable[Diagnosis]]] = (
    server.check_server,
    server.check_pgvector,
    server.check_clock,
    server.check_connections,
)
# Of one that has every migration.
_OF_THE_TABLES: Sequence[Callable[[Owner], Awaitable[Diagnosis]]] = (
    schema.check_queue_schema,
    schema.check_row_level_security,
    schema.check_lints,
    claims.check_claims,
    schema.check_buckets,
    upkeep.check_statistics,
    upkeep.check_indexes,
    upkeep.check_vector_index,
    queue.check_workers,
    queue.check_waiting,
    queue.check_stuck,
)


async def examine(url: str, home: Path, environment_file: Path = Path(".env")) -> list[Diagnosis]:
    """Every check of the database at `url`, whose owner it logs in as, and of this machine.

    A check that breaks is a failed one. Without all migrations the tables are not looked at. Raises ProviderError when
    the database cannot be reached.
    """
    found = []
    async with owner_connection(url) as connection:
        found += [await _checked(check, connection) for check in _OF_THE_SERVER]
        migrations = await schema.check_migrations(url)
        found.append(migrations)
        if migrations.verdict != "fail":
            found += [await _checked(check, connection) for check in _OF_THE_TABLES]
    found.append(machine.check_secrets(home, environment_file))
    found.append(machine.check_disk([home]))
    found.append(upkeep.check_backups(home))
    return found


async def _checked(check: Callable[[Owner], Awaitable[Diagnosis]], connection: Owner) -> Diagnosis:
    try:
        return await check(connection)
    except (psycopg.Error, ChronosError) as error:
        name = check.__name__.removeprefix("check_").replace("_", " ")
        reason = str(error).strip().splitlines()[0]
        return failed(name, f"could not be checked: {reason}", "See what the message says; `chronos db push` may help.")
