"""The queue's connections, which wait for a database that went away instead of failing."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, LiteralString, TypeVar

import procrastinate
import psycopg
from procrastinate.connector import Notify
from procrastinate.exceptions import ConnectorException
from procrastinate.sync_psycopg_connector import wrap_exceptions

from chronos.db import NOTICE_LOSS, RECONNECT_SECONDS, Outage, is_lost, load_queries

TIMEOUT_SECONDS = 10.0  # to wait for a connection before asking whether the server is there
PAUSE_SECONDS = 0.2  # before a statement is repeated

# procrastinate's statements name no schema. Its listener waits for hours, so no statement timeout. A worker that
# freezes while it chooses a job must not keep the others from theirs.
_BECOME_THE_QUEUE = """
select set_config('search_path', 'jobs', false),
       set_config('statement_timeout', '0', false),
       set_config('idle_in_transaction_session_timeout', '10s', false),
       set_config('role', 'service_role', false)
"""
_QUERIES = load_queries("chronos.jobs")
Result = TypeVar("Result")


class PatientConnector(procrastinate.PsycopgConnector):
    """procrastinate's own, whose every statement is repeated until the database answers.

    So heartbeats, fetching, periodic jobs and results survive an outage, and a worker ends only when it is stopped. A
    statement whose answer was lost runs twice: `JobManager` makes its own statements safe to repeat.
    """

    def __init__(self, url: str, outage: Outage) -> None:
        super().__init__(
            conninfo=url,
            min_size=1,
            max_size=6,
            timeout=TIMEOUT_SECONDS,
            reconnect_timeout=RECONNECT_SECONDS,
            kwargs=NOTICE_LOSS,
            configure=self._configure,
        )
        self._outage = outage
        self.is_patient = True  # until the worker is stopped

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        """Run `query`."""
        run = super().execute_query_async
        await self._patiently(lambda: run(query, **arguments))

    async def execute_query_one_async(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        """Return the first row."""
        run = super().execute_query_one_async
        return await self._patiently(lambda: run(query, **arguments))

    async def execute_query_all_async(self, query: LiteralString, **arguments: Any) -> list[dict[str, Any]]:
        """Return all rows."""
        run = super().execute_query_all_async
        return await self._patiently(lambda: run(query, **arguments))

    async def fetch_in_turn(self, query: LiteralString, **arguments: Any) -> dict[str, Any] | None:
        """Return the first row of `query`, which runs alone: one worker chooses its job after the other."""

        async def run() -> dict[str, Any] | None:
            with wrap_exceptions():
                async with self._get_cursor() as cursor:
                    await cursor.execute(_QUERIES["choose_alone"])
                    await cursor.execute(query, arguments)
                    return await cursor.fetchone()

        return await self._patiently(run)

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Listen for as long as the worker runs."""
        listen = super().listen_notify
        await self._patiently(lambda: listen(on_notification, channels), is_short=False)

    async def _patiently(self, run: Callable[[], Awaitable[Result]], *, is_short: bool = True) -> Result:
        while True:
            try:
                with self._outage.suspecting() if is_short else contextlib.nullcontext():
                    return await run()
            except ConnectorException as error:
                if not (self.is_patient and is_lost(error.__cause__)):
                    raise
            await self._outage.over()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _configure(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._outage.watch(connection)
        await connection.execute(_BECOME_THE_QUEUE)
        await connection.commit()
