"""The builds of vector indexes need nothing that was unsafe in an older pgvector (docs/explanation/vectors.md)."""

import psycopg
import pytest

from chronos.db import owner_connection
from chronos.operations.vector_index.build import forgo_unsafe_workers
from tests.conftest import ADatabase

FIXED = {"embedding_half": "halfvec(1536)", "embedding_bits": "bit(1536)"}
INDEXED = """
select a.attname, format_type(a.atttypid, a.atttypmod)
  from pg_attribute a
 where a.attrelid = 'public.video_chunks'::regclass and a.attname = any(%s)
"""
VECTOR_INDEXES = """
select i.indexrelid::regclass::text
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_am m on m.oid = c.relam
 where m.amname in ('hnsw', 'ivfflat') and 0 = any(i.indkey)
"""


def test_indexed_columns_have_one_length(database: ADatabase) -> None:
    with psycopg.connect(database.url) as connection:
        assert dict(connection.execute(INDEXED, [list(FIXED)]).fetchall()) == FIXED
        assert connection.execute(VECTOR_INDEXES).fetchall() == []  # no index over an expression


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role"])
def test_role_of_a_request_creates_no_index(database: ADatabase, role: str) -> None:
    with psycopg.connect(database.url) as connection:
        connection.execute(f"set local role {role}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(
                "create index on public.video_chunks using ivfflat (embedding_bits extensions.bit_hamming_ops)"
            )


@pytest.mark.parametrize(("version", "workers"), [("0.8.1", "0"), ("0.8.2", "2")])
async def test_old_pgvector_builds_alone(
    database: ADatabase, superuser: psycopg.Connection, version: str, workers: str
) -> None:
    superuser.execute("update pg_extension set extversion = %s where extname = 'vector'", [version])
    async with owner_connection(database.url) as connection:
        await forgo_unsafe_workers(connection)
        shown = await (await connection.execute("show max_parallel_maintenance_workers")).fetchone()
    assert shown == {"max_parallel_maintenance_workers": workers}
