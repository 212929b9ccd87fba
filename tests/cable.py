"""A cable to a test's database that can be cut and mended: an outage without stopping the server of other tests."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from tests.conftest import ADatabase

SOCKET = ".s.PGSQL.5432"


class Cable:
    """Forwards connections to the server's socket."""

    def __init__(self, database: ADatabase, folder: Path) -> None:
        self._database, self._folder = database, folder
        self._ends: set[asyncio.StreamWriter] = set()
        self._entrance: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """What the application logs in with through the cable."""
        return f"postgresql://authenticator@/{self._database.name}?host={self._folder}"

    async def mend(self) -> None:
        """Accept connections."""
        self._entrance = await asyncio.start_unix_server(self._forward, self._folder / SOCKET)

    async def cut(self) -> None:
        """End all connections, and accept none."""
        if self._entrance is not None:
            self._entrance.close()
            (self._folder / SOCKET).unlink(missing_ok=True)
        for end in self._ends:
            end.transport.abort()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):  # the test is over
            await self._join(reader, writer)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = self._database.server.socket_directory / SOCKET
        to_server: asyncio.StreamWriter | None = None
        try:
            from_server, to_server = await asyncio.open_unix_connection(there)
            self._ends |= {writer, to_server}
            await asyncio.gather(_copy(reader, to_server), _copy(from_server, writer))
        finally:
            for end in filter(None, (writer, to_server)):
                end.close()
                self._ends.discard(end)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextlib.asynccontextmanager
async def a_cable(database: ADatabase) -> AsyncIterator[Cable]:
    """Lend a whole cable."""
    # A short path: those of sockets are limited to about 100 bytes.
    with tempfile.TemporaryDirectory(prefix="chronos-cable-") as folder:
        cable = Cable(database, Path(folder))
        await cable.mend()
        try:
            yield cable
        finally:
            await cable.cut()
