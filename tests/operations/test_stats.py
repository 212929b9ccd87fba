"""Sizes and use, as the server counts them."""

import psycopg

from chronos.db import Database
from chronos.operations.stats import gather_stats
from chronos.operations.vector_index.reindex import reindex
from tests.conftest import ADatabase
from tests.factories import a_creator
from tests.operations.vector_index.vectors import LARGE, SMALL, some_libraries


async def test_tables_are_counted_and_measured(database: ADatabase, db: Database) -> None:
    async with db.as_service("test") as tx:
        await a_creator(tx)
        await a_creator(tx)
        await tx.execute("delete from creators where id in (select id from creators limit 1)")
        await tx.fetch("select pg_stat_force_next_flush()")
    stats = await gather_stats(database.url)
    tables = {table.name: table for table in stats.tables}
    assert (tables["public.creators"].rows, tables["public.creators"].dead_rows) == (1, 1)
    assert tables["public.creators"].index_bytes > 0
    assert {"public.video_chunks", "private.video_status_changes", "jobs.procrastinate_jobs", "storage.objects"} <= set(
        tables
    )
    assert stats.size_bytes > sum(table.table_bytes + table.index_bytes for table in stats.tables)
    sizes = [table.table_bytes + table.index_bytes for table in stats.tables]
    assert sizes == sorted(sizes, reverse=True)


async def test_the_use_of_indexes_is_counted(database: ADatabase, db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        await tx.fetch("select pg_stat_force_next_flush()")  # its own staff row looks the creator up
    before = {index.name: index for index in (await gather_stats(database.url)).indexes}
    async with db.as_service("test") as tx:
        await tx.execute("set local enable_seqscan = off")
        await tx.fetch("select name from creators where id = %(id)s", {"id": creator})
        await tx.fetch("select pg_stat_force_next_flush()")
    after = {index.name: index for index in (await gather_stats(database.url)).indexes}
    assert after["creators_pkey"].scans == before["creators_pkey"].scans + 1
    assert after["creators_pkey"].is_unique
    assert after["idx_creators_whop_user_id"].method == "btree"
    assert all(index.is_valid for index in after.values())


async def test_the_vector_index_is_reported(database: ADatabase) -> None:
    some_libraries(database)
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("update video_chunks set embedding = null, embedding_model = null where chunk_index = 0")
    await reindex(database.url, "hnsw")
    vector = (await gather_stats(database.url)).vector_index
    everything = LARGE + 2 * SMALL
    assert (vector["total_chunks"], vector["chunks_with_embeddings"]) == (everything, everything - 3)
    assert vector["chunks_by_model"] == {"test": everything - 3}
    assert (vector["index_method"], vector["rows_now"], vector["rebuild_due"]) == ("hnsw", everything - 3, False)
    assert vector["last_build"]["size_bytes"] > 0
    assert vector["last_build"]["recall_after"] >= 0.9
