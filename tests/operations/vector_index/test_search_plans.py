"""What a search by vector reads: signs from their index alone and then a few rows; of a large tenant its own lists."""

import time
from collections.abc import Iterator, Mapping

import psycopg
import pytest
from psycopg.types.json import Jsonb

from chronos.db.pool import ENTER
from chronos.model import Actor, StudentId
from chronos.operations.vector_index.reindex import reindex
from tests.conftest import ADatabase
from tests.factories import as_student
from tests.operations.vector_index.vectors import a_library, lower_the_limit

CHUNKS = 3_000  # more than a search through the tenant's own lists reads: 110 of 25
OTHERS = 1_000
COMPARED = 400 + 20 + 10  # by halves, exactly, and returned: `private.rerank_count` and `search_video_chunks`
QUESTION = str([1.0, *[0.0] * 103, 0.3, *[0.0] * 1431])
# Its chunks differ from it in fewer signs than all others: no tie decides which are first.
ONE_TOPIC = str([1.0, *[0.0] * 1535])
UNLIKE = str([*[0.0] * 1530, 1.0, *[0.0] * 5])  # nothing that was taught points there

COUNTERS = """
select 'whole table' as what, seq_scan as count from pg_stat_user_tables where relname = 'video_chunks'
union all
select 'rows', idx_tup_fetch from pg_stat_user_tables where relname = 'video_chunks'
union all
select indexrelname, idx_scan from pg_stat_user_indexes where relname = 'video_chunks'
"""


@pytest.fixture
def owner(database: ADatabase) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("set search_path = public, extensions")
        # Vacuum marks a page as visible to all only when the commits that wrote it are flushed.
        connection.execute("set synchronous_commit = on")
        connection.execute("alter table video_chunks set (autovacuum_enabled = off)")
        a_library(connection, "small", chunks=CHUNKS)
        for name in ("one", "two"):
            a_library(connection, name, chunks=OTHERS, first_topic=50)
        make_all_visible(connection)
        yield connection


def make_all_visible(owner: psycopg.Connection) -> None:
    """Vacuum the chunks until every page is visible to all: rows that some older snapshot lacks stay for the next."""
    for _ in range(100):
        owner.execute("vacuum analyze video_chunks")
        row = owner.execute(
            "select relallvisible, relpages from pg_class where oid = 'video_chunks'::regclass"
        ).fetchone()
        if row and row[0] == row[1]:
            return
        time.sleep(0.1)
    raise AssertionError(f"pages visible to all and pages of video_chunks: {row}")


def student_of(owner: psycopg.Connection, name: str) -> Actor:
    row = owner.execute(
        "select s.id from students s join creators c on c.id = s.creator_id where c.name = %s", [name]
    ).fetchone()
    assert row
    return as_student(StudentId(row[0]))


def read_by(database: ADatabase, actor: Actor, question: str, only: str | None = None) -> Mapping[str, int]:
    """What one search as `actor` adds to the counters of the table and its indexes."""
    with psycopg.connect(database.login_url, autocommit=True) as connection:
        before = counted(database)
        with connection.transaction():
            claims = Jsonb(dict(actor.claims))
            connection.execute(ENTER.encode(), {"role": actor.role, "claims": claims, "timeout": "60s"})
            found = connection.execute(
                "select chunk_id from search_video_chunks(%s::text::vector, 10, -1, "
                "(select array_agg(id) from public.videos where id::text = %s))",
                [question, only],
            ).fetchall()
        connection.execute("select pg_stat_force_next_flush()")
    assert len(found) == 10
    after = counted(database)
    return {what: count - before.get(what, 0) for what, count in after.items()}


def counted(database: ADatabase) -> dict[str, int]:
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("select pg_stat_clear_snapshot()")
        return dict(connection.execute(COUNTERS).fetchall())


def wait_until_counted(owner: psycopg.Connection) -> None:
    """Until every other connection is gone: what it read is in the counters only then."""
    others = "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    while owner.execute(others.encode()).fetchone() is not None:
        time.sleep(0.01)


@pytest.mark.parametrize("question", [QUESTION, UNLIKE], ids=["on topic", "off topic"])
def test_signs_are_compared_without_reading_the_rows(
    database: ADatabase, owner: psycopg.Connection, question: str
) -> None:
    read = read_by(database, student_of(owner, "small"), question)
    assert read["whole table"] == 0
    assert read["idx_video_chunks_creator_video"] >= 1
    assert 10 <= read["rows"] <= COMPARED < CHUNKS


def test_a_filter_by_video_goes_through_the_same_index(database: ADatabase, owner: psycopg.Connection) -> None:
    actor = student_of(owner, "small")
    row = owner.execute(
        "select v.id::text from videos v join creators c on c.id = v.creator_id where c.name = 'small'"
    ).fetchone()
    assert row
    read = read_by(database, actor, QUESTION, only=row[0])
    assert read["whole table"] == 0
    assert read["idx_video_chunks_creator_video"] >= 1
    assert read["rows"] <= COMPARED


async def test_a_large_tenant_goes_through_its_own_lists(database: ADatabase, owner: psycopg.Connection) -> None:
    lower_the_limit(owner, 1_000)
    await reindex(database.url, "tiered")
    wait_until_counted(owner)
    actor = student_of(owner, "small")
    # What is like nothing taught is looked for in all lists: which of them are nearest says nothing then.
    for question, scans in ((ONE_TOPIC, 1), (UNLIKE, 2)):
        read = read_by(database, actor, question)
        own = {what: count for what, count in read.items() if what.startswith("idx_video_chunks_embedding_") and count}
        assert list(own.values()) == [scans]
        assert read["idx_video_chunks_creator_video"] == 0
        assert read["whole table"] == 0
        assert read["rows"] <= scans * COMPARED
