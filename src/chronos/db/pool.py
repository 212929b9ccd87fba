"""Pool of connections, and transactions in which PostgreSQL itself knows the caller."""

import logging
import select
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, LiteralString

import psycopg
from psycopg.pq import PipelineStatus
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from chronos.db.outage import Outage
from chronos.db.sqlstate import is_lost, mapped_errors
from chronos.model import Actor

Row = dict[str, Any]
Parameters = Mapping[str, Any]
Opening = tuple[LiteralString, Parameters | None]

# All transaction-local, as PostgREST does it: a pooled connection carries nothing over. Temporary objects do outlive a
# transaction; pg_temp comes last, so that those of one actor never shadow what the next one means.
ENTER = """
select set_config('search_path', '"$user", public, extensions, pg_temp', true),
       set_config('request.jwt.claims', %(claims)s::text, true),
       set_config('statement_timeout', %(timeout)s, true),
       set_config('role', %(role)s, true)
"""
USER_TIMEOUT = "8s"  # as hosted Supabase gives `authenticated`
SERVICE_TIMEOUT = "120s"  # a long video's chunks are written by one statement
SERVICE = Actor(role="service_role")
# Between transactions a connection may read nothing, even where the login role could (a hosted `postgres`).
RESTING_ROLE = "set role anon"
# A server that went without a word is noticed within half a minute; libpq would wait for a quarter of an hour.
NOTICE_LOSS = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
RECONNECT_SECONDS = 1.0  # then the next caller tries anew: pauses that grow would outlast the outage

logging.getLogger("psycopg").setLevel(logging.ERROR)  # `Outage` reports one, once


class _RolledBack(Exception):
    """Ends a dry run."""


class Tx:
    """One transaction of one actor; it begins with its first statement. Rows are dicts."""

    def __init__(self, connection: psycopg.AsyncConnection[Row], opening: Sequence[Opening]) -> None:
        """`opening`: statements to run before the first one."""
        self._connection = connection
        self._opening = opening

    async def fetch(
        self, statement: LiteralString, parameters: Parameters | None = None, *, binary: bool = False
    ) -> list[Row]:
        """Return all rows of `statement`. `binary`: let the server send them so, which large `bytea` values repay."""
        cursor = await self._run(statement, parameters, binary=binary)
        return await cursor.fetchall()

    async def fetch_one(self, statement: LiteralString, parameters: Parameters | None = None) -> Row | None:
        """Return the first row of `statement`, or None."""
        cursor = await self._run(statement, parameters)
        return await cursor.fetchone()

    async def execute(self, statement: LiteralString, parameters: Parameters | None = None) -> int:
        """Run `statement`; return the number of affected rows."""
        return (await self._run(statement, parameters)).rowcount

    async def execute_many(self, statement: LiteralString, rows: Sequence[Parameters]) -> None:
        """Run `statement` once per row, pipelined."""
        await self._open()
        async with self._connection.cursor() as cursor:
            await cursor.executemany(statement, rows)

    async def copy(self, statement: LiteralString, types: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Send `rows` by `statement`, a `copy … from stdin (format binary)` whose columns are of `types`.

        A column of a type that is not PostgreSQL's own is sent as `bytea`: bytes in the type's binary form.
        """
        await self._open()
        async with self._connection.cursor() as cursor, cursor.copy(statement) as copying:
            copying.set_types(types)
            for row in rows:
                await copying.write_row(row)

    async def _run(
        self, statement: LiteralString, parameters: Parameters | None, *, binary: bool = False
    ) -> psycopg.AsyncCursor[Row]:
        if not self._opening:
            return await self._connection.execute(statement, parameters, binary=binary)
        # One message: over a network, round trips are most of the time. The statement does not run if entering fails.
        async with self._connection.pipeline():
            await self._open()
            return await self._connection.execute(statement, parameters, binary=binary)

    async def _open(self) -> None:
        opening, self._opening = self._opening, ()
        for statement, parameters in opening:
            await self._connection.execute(statement, parameters)


class Database:
    """A pool of connections; each acts for one actor, one transaction at a time."""

    _begin: tuple[Opening, ...] = (("begin", None),)

    def __init__(self, url: str, *, max_size: int = 10, timeout: float = 10.0) -> None:
        """Prepare a pool for `url`, whose login may become anon, authenticated, service_role and chronos_assistant.

        `timeout`: seconds to wait for a connection before the database counts as unreachable.
        """
        self._url = url
        self.outage = Outage(url)
        self._pool = AsyncConnectionPool(
            url,
            connection_class=psycopg.AsyncConnection[Row],
            kwargs={"row_factory": dict_row, "autocommit": True} | NOTICE_LOSS,
            min_size=1,
            max_size=max_size,
            timeout=timeout,
            reconnect_timeout=RECONNECT_SECONDS,
            configure=self._configure,
            check=self._check,
            open=False,
        )

    async def open(self) -> None:
        """Open the pool. Raises ProviderError when the database cannot be reached."""
        # One plain connection first: the pool retries in the background and would hide the reason.
        with mapped_errors():
            connection = await psycopg.AsyncConnection.connect(self._url, connect_timeout=10)
            await connection.close()
            await self._pool.open(wait=True)

    async def close(self) -> None:
        """Close every connection."""
        await self.outage.close()
        await self._pool.close()

    @asynccontextmanager
    async def acting_as(
        self, actor: Actor, time_limit: str = USER_TIMEOUT, claims: Mapping[str, Any] | None = None
    ) -> AsyncIterator[Tx]:
        """Open a transaction as `actor`; commit at the end of the block. `claims` are added to the actor's own."""
        with mapped_errors(), self.outage.suspecting():
            async with self.connection() as connection:  # commits or rolls back at its end
                yield Tx(connection, (*self._begin, enter_as(actor, time_limit, claims)))

    @asynccontextmanager
    async def dry_run_as(self, actor: Actor) -> AsyncIterator[Tx]:
        """Like `acting_as`, but roll back at the end of the block: for asking whether the actor could do something."""
        with suppress(_RolledBack):
            async with self.acting_as(actor) as tx:
                yield tx
                raise _RolledBack

    @asynccontextmanager
    async def as_service(self, reason: str) -> AsyncIterator[Tx]:
        """Open a transaction that bypasses Row Level Security; never to serve a user's request.

        `reason` names the caller, e.g. `pipeline.embed`; `tests/db/test_service_callers.py` lists the allowed ones.
        """
        async with self.acting_as(SERVICE, SERVICE_TIMEOUT, {"reason": reason}) as tx:
            yield tx

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[psycopg.AsyncConnection[Row]]:
        """Lend a connection in autocommit without any actor, for what `acting_as` and `as_service` cannot do.

        Raises ProviderError at once while the database is known to be away: its callers need not wait to learn it.
        """
        if (error := self.outage.error) is not None:
            raise error
        try:
            async with self._pool.connection() as connection:
                try:
                    yield connection
                finally:  # cancelled twice in its first statement, it stays in a pipeline, in which nothing is copied
                    if not connection.closed and connection.pgconn.pipeline_status != PipelineStatus.OFF:
                        await connection.close()
        except psycopg.OperationalError as error:
            if is_lost(error):
                self.outage.notice()
            raise

    async def _configure(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self.outage.watch(connection)
        await connection.execute(RESTING_ROLE)

    async def _check(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Refuse a connection whose server is gone: only a closed socket has something to read while idle."""
        waiting = select.poll()
        waiting.register(connection.fileno(), select.POLLIN)
        if waiting.poll(0):
            try:
                await AsyncConnectionPool.check_connection(connection)
            except psycopg.OperationalError:
                self.outage.notice()
                raise


def enter_as(actor: Actor, timeout: str = USER_TIMEOUT, claims: Mapping[str, Any] | None = None) -> Opening:
    """Return the statement, with its parameters, that makes the rest of a transaction the actor's.

    `claims` are added to the actor's own.
    """
    return ENTER, {"role": actor.role, "claims": Jsonb(dict(actor.claims) | dict(claims or {})), "timeout": timeout}
