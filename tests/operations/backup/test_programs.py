"""PostgreSQL's programs: versions, and passwords that stay secret."""

import asyncio
from pathlib import Path

import pytest

from chronos.errors import ProviderError
from chronos.operations.backup.programs import require_server, running_program


async def test_newer_server_is_refused() -> None:
    await require_server(18_0004)
    with pytest.raises(ProviderError, match="PostgreSQL 99"):
        await require_server(99_0001)


def command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


async def test_password_is_not_on_the_command_line() -> None:
    lines = []

    async def hear_and_hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read.wait()
        writer.close()

    async def dump(url: str) -> None:
        async with running_program("pg_dump", url=url) as process:
            lines.append(command_line(process.pid))
            read.set()

    read = asyncio.Event()
    server = await asyncio.start_server(hear_and_hang_up, "127.0.0.1", 0)  # pg_dump must wait while it is looked at
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ProviderError) as failed:
            await dump(f"postgresql://somebody:hunter2@127.0.0.1:{port}/postgres")
    assert b"somebody" in lines[0]
    assert b"hunter2" not in lines[0]
    assert "hunter2" not in str(failed.value)
