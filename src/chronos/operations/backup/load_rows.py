"""Load the rows of a dump into empty tables, all or none, and compare them with the backup's checksums."""

from asyncio import StreamReader
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path

from psycopg import sql

from chronos.db import Owner, fetch, owner_connection
from chronos.errors import ProviderError
from chronos.operations.backup.archive import PIECE_BYTES
from chronos.operations.backup.back_up import DUMP
from chronos.operations.backup.contents import QUERIES, Counted, Table, count_table, list_tables
from chronos.operations.backup.programs import running_program
from chronos.operations.backup.stored_files import OnProgress

END_OF_DATA = b"\\."


async def load_rows(
    url: str, expected: Sequence[Counted], sequences: Mapping[str, int], directory: Path, on_progress: OnProgress
) -> None:
    """Fill the tables from the files in `directory`, compare them with `expected` and commit, in one transaction.

    Needs no superuser: our triggers are disabled for the load, and each table follows those that it refers to. Raises
    ProviderError, with the database unchanged, when a table differs.
    """
    async with owner_connection(url) as connection:
        known = {table.full_name: table for table in await list_tables(connection)}
        tables = [known[one.name] for one in expected if one.name in known]
        ordered = _in_order(tables)
        async with connection.transaction():
            await _switch_triggers(connection, ordered, "disable")
            for table in reversed(ordered):  # rows that migrations wrote
                await _clear(connection, table)
            for number, table in enumerate(ordered):
                on_progress(f"loading {table.full_name}", number / len(ordered))
                await _fill(connection, table, directory)
            for name, value in sequences.items():
                await fetch(connection, QUERIES["set_sequence"], {"name": name, "value": value})
            await _switch_triggers(connection, ordered, "enable")
            for number, one in enumerate(expected):
                on_progress(f"comparing {one.name}", number / len(expected))
                await _compare(connection, known[one.name], one)


def _in_order(tables: Sequence[Table]) -> list[Table]:
    """Sort each table after those that it refers to."""
    by_name = {table.full_name: table for table in tables}
    graph = {table.full_name: [name for name in table.refers_to if name in by_name] for table in tables}
    return [by_name[name] for name in TopologicalSorter(graph).static_order()]


async def _switch_triggers(connection: Owner, tables: Sequence[Table], how: str) -> None:
    """Disable or enable our triggers; the platform's tables are not ours to alter, and need no change."""
    for table in tables:
        if table.bucket_column is None:
            await connection.execute(sql.SQL("alter table {} {} trigger user").format(table.identifier, sql.SQL(how)))


async def _clear(connection: Owner, table: Table) -> None:
    if table.bucket_column is None:
        await connection.execute(sql.SQL("delete from {}").format(table.identifier))


async def _fill(connection: Owner, table: Table, directory: Path) -> None:
    if table.bucket_column is not None:
        await _merge(connection, table, directory / table.full_name)
        return
    options = ["--data-only", f"--schema={table.schema}", f"--table={table.name}", "--file=-"]
    async with running_program("pg_restore", *options, str(directory / DUMP)) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        script = _lines(process.stdout)
        async for line in script:
            if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;"):
                async with connection.cursor() as cursor, cursor.copy(line.removesuffix(b";")) as copy:
                    async for piece in _data(script):
                        await copy.write(piece)


async def _merge(connection: Owner, table: Table, path: Path) -> None:
    """Upsert rows: migrations have made the buckets, and the store may have made rows of objects."""
    names = [sql.Identifier(column) for column in table.columns]
    columns = sql.SQL(", ").join(names)
    key = sql.SQL("id" if table.name == "buckets" else "bucket_id, name")
    updates = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(name) for name in names)
    await connection.execute(
        sql.SQL("create temp table merged on commit drop as select {} from {} with no data").format(
            columns, table.identifier
        )
    )
    async with connection.cursor() as cursor, cursor.copy("copy merged from stdin") as copy:
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                await copy.write(piece)
    await connection.execute(
        sql.SQL(
            "insert into {table} ({columns}) select * from merged on conflict ({key}) do update set {updates}"
        ).format(table=table.identifier, columns=columns, key=key, updates=updates)
    )
    await connection.execute("drop table merged")


async def _data(script: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the lines up to the end of the data, in pieces."""
    waiting, size = [], 0
    async for line in script:
        if line == END_OF_DATA:
            break
        waiting += [line, b"\n"]
        size += len(line) + 1
        if size > PIECE_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


async def _lines(reader: StreamReader) -> AsyncIterator[bytes]:
    """Yield lines of any length without their ends."""
    rest = b""
    while piece := await reader.read(PIECE_BYTES):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield line
    if rest:
        yield rest


async def _compare(connection: Owner, table: Table, expected: Counted) -> None:
    found = await count_table(connection, replace(table, columns=expected.columns))
    if (found.rows, found.checksum) != (expected.rows, expected.checksum):
        raise ProviderError(
            f"Table {expected.name} was not restored exactly ({found.rows:,} rows of {expected.rows:,}); nothing "
            "was loaded. Try again, or restore with the version of Chronos that made the backup.",
            code="restore_differs",
        )
