"""Tables with many changed rows are analyzed."""

import psycopg

from chronos.db import owner_connection
from chronos.operations.analyze import analyze_stale, stale_tables
from tests.conftest import ADatabase


async def test_tables_that_grew_are_analyzed(database: ADatabase) -> None:
    with psycopg.connect(database.url) as connection:
        connection.execute("insert into public.creators (name) select 'Ada ' || n from generate_series(1, 2000) n")
        connection.execute("insert into public.courses (creator_id, title) select id, 'Few' from creators limit 9")
        connection.execute("select pg_stat_force_next_flush()")
    grown = {"public.creators", "public.staff"}  # each creator is staff of its own school
    async with owner_connection(database.url) as owner:
        assert {table.name for table in await stale_tables(owner)} == grown
    async with owner_connection(database.url) as owner:
        assert set(await analyze_stale(owner)) == grown
    async with owner_connection(database.url) as owner:
        assert await stale_tables(owner) == []
    with psycopg.connect(database.url) as connection:
        [(estimate,)] = connection.execute("select reltuples from pg_class where relname = 'creators'").fetchall()
    assert estimate == 2000
