"""The vector index: built beside the old one, used by those whom it serves, and never wrong for the others."""

import asyncio
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from chronos.db import Database
from chronos.errors import Conflict, Invalid, OverLimit
from chronos.model import Actor, CreatorId, StudentId
from chronos.operations.vector_index.reindex import METHODS, Method, lists_for, rebuild_recorded, reindex
from tests.conftest import ADatabase
from tests.factories import as_creator, as_student
from tests.operations.vector_index.vectors import LARGE, LARGE_FROM, SMALL, a_library, lower_the_limit, some_libraries

GLOBAL = "idx_video_chunks_embedding_cosine"
ASKED = "(select embedding from public.video_chunks where chunk_index = 5 order by creator_id limit 1)"


@pytest.fixture
def owner(database: ADatabase) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("set search_path = public, extensions")
        yield connection


def indexes(owner: psycopg.Connection) -> list[str]:
    rows = owner.execute(
        "select indexname from pg_indexes where tablename = 'video_chunks' and indexname ~ 'embedding' order by 1"
    ).fetchall()
    return [name for (name,) in rows]


def own_index(creator: str) -> str:
    return f"idx_video_chunks_embedding_{creator.replace('-', '')}"


def student_of(owner: psycopg.Connection, creator: str) -> Actor:
    row = owner.execute("select id from public.students where creator_id = %s", [creator]).fetchone()
    assert row
    return as_student(StudentId(row[0]))


async def uses(db: Database, actor: Actor) -> str | None:
    async with db.acting_as(actor) as tx:
        row = await tx.fetch_one("select method from private.usable_vector_index()")
    assert row is not None
    return None if row["method"] is None else str(row["method"])


async def found(db: Database, actor: Actor) -> list[float]:
    """How like the question the ten chunks are that a search finds, for a question about the first of the topics."""
    question = [1.0, *[0.0] * 103, 0.3, *[0.0] * 1431]
    async with db.acting_as(actor) as tx:
        rows = await tx.fetch(
            "select similarity from search_video_chunks(%(question)s::text::vector, 10, -1)",
            {"question": str(question)},
        )
    return [row["similarity"] for row in rows]


@pytest.mark.parametrize("method", METHODS)
async def test_every_method_finds_what_the_exact_search_finds(
    database: ADatabase, db: Database, owner: psycopg.Connection, method: Method
) -> None:
    creators = some_libraries(database)
    actors = [student_of(owner, creator) for creator in creators.values()]
    exact = [await found(db, actor) for actor in actors]
    assert all(len(similarities) == 10 for similarities in exact)

    built = await reindex(database.url, method)

    assert indexes(owner) == list(built.indexes)
    assert list(built.indexes) == ([own_index(creators["large"])] if method == "tiered" else [GLOBAL])
    assert (built.rows, built.tenants) == (LARGE + 2 * SMALL, 3)
    assert built.size_bytes > 0
    for actor, similarities in zip(actors, exact, strict=True):
        # Of equally near chunks any will do.
        assert sum(similarity >= similarities[-1] - 1e-6 for similarity in await found(db, actor)) >= 9
    assert len(built.recall_after) == 4  # the service and three tenants
    assert all(one.on_topic >= 0.9 for one in [*built.recall_before, *built.recall_after])


async def test_only_those_whom_an_index_serves_go_through_it(
    database: ADatabase, db: Database, owner: psycopg.Connection
) -> None:
    creators = some_libraries(database)
    large, small = (student_of(owner, creators[name]) for name in ("large", "small"))
    assert await uses(db, large) is None
    await reindex(database.url, "tiered")
    assert await uses(db, large) == "ivfflat"
    assert await uses(db, small) is None
    assert await uses(db, Actor("service_role")) is None
    await reindex(database.url, "hnsw")
    assert await uses(db, large) == "hnsw"
    await reindex(database.url, "ivfflat", lists=7)
    assert await uses(db, large) == "ivfflat"
    assert await uses(db, small) is None
    assert await uses(db, Actor("service_role")) == "ivfflat"
    stranger = Actor("authenticated", subject=UUID(int=1))
    assert await uses(db, stranger) is None


async def test_an_index_that_is_just_being_dropped_is_not_used(
    database: ADatabase, db: Database, owner: psycopg.Connection
) -> None:
    creators = some_libraries(database)
    actor = student_of(owner, creators["large"])
    [name] = (await reindex(database.url, "tiered")).indexes
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        # So it stands while `drop index concurrently` waits for those who may still use it.
        superuser.execute(
            "update pg_index set indisvalid = false where indexrelid = to_regclass(%s)", [f"public.{name}"]
        )
    assert await uses(db, actor) is None
    assert len(await found(db, actor)) == 10


@pytest.mark.parametrize("method", ["ivfflat", "hnsw"])
async def test_what_nothing_is_like_is_looked_for_among_all(
    database: ADatabase, db: Database, owner: psycopg.Connection, method: Method
) -> None:
    creators = some_libraries(database)
    await reindex(database.url, method)
    async with db.acting_as(student_of(owner, creators["large"])) as tx:
        for axis, through_it in ((0, True), (1530, False)):  # a topic's, and one that no vector has
            question = str([1.0 if at == axis else 0.0 for at in range(1536)])
            row = await tx.fetch_one(
                "select (private.nearest_of_all(%(question)s::text::vector, 10, lists) is not null) as found "
                "from private.usable_vector_index()",
                {"question": question},
            )
            assert row == {"found": through_it}


@pytest.mark.parametrize("method", METHODS)
async def test_the_planner_takes_the_index_for_a_large_tenant(
    database: ADatabase, db: Database, owner: psycopg.Connection, method: Method
) -> None:
    creators = some_libraries(database)
    [name] = (await reindex(database.url, method)).indexes

    async def scans(creator: str) -> int:
        """How often one search reads the index, by this transaction's own count."""
        counts = []
        async with db.acting_as(student_of(owner, creator)) as tx:
            for search in (False, True):
                if search:
                    await tx.fetch(f"select from search_video_chunks({ASKED}, 5, -1)")
                row = await tx.fetch_one(
                    "select pg_stat_get_xact_numscans(%(name)s::regclass) as scans", {"name": f"public.{name}"}
                )
                assert row
                counts.append(int(row["scans"]))
        return counts[1] - counts[0]

    assert await scans(creators["large"]) == 1
    assert await scans(creators["small"]) == 0


async def test_a_search_never_comes_back_short(database: ADatabase, db: Database, owner: psycopg.Connection) -> None:
    """A student of a large tenant who may read three of its chunks finds all three, whatever the index is like."""
    creators = some_libraries(database)
    owner.execute(
        "update video_chunks set is_visible = false where creator_id = %s and chunk_index > 2", [creators["large"]]
    )
    actor = student_of(owner, creators["large"])
    for method in METHODS:
        await reindex(database.url, method)
        assert len(await found(db, actor)) == 3


async def test_a_search_leaves_the_planners_settings_alone(
    database: ADatabase, db: Database, owner: psycopg.Connection
) -> None:
    creators = some_libraries(database)
    await reindex(database.url, "hnsw")
    async with db.acting_as(student_of(owner, creators["large"])) as tx:
        await tx.fetch(f"select from search_video_chunks({ASKED}, 5, -1)")
        row = await tx.fetch_one("select current_setting('enable_sort') as value")
    assert row == {"value": "on"}


async def test_search_works_during_a_reindex(database: ADatabase, db: Database, owner: psycopg.Connection) -> None:
    creators = some_libraries(database)
    actor = student_of(owner, creators["large"])
    await reindex(database.url, "hnsw")
    building = asyncio.create_task(reindex(database.url, "ivfflat"))
    searches = 0
    while not building.done():
        async with db.acting_as(actor) as tx:
            await tx.execute("set local lock_timeout = '1ms'")
            assert await tx.fetch(f"select from search_video_chunks({ASKED}, 5, -1)")
        searches += 1
    await building
    assert searches > 1
    assert indexes(owner) == [GLOBAL]


async def test_what_an_interrupted_build_left_behind_goes(database: ADatabase, owner: psycopg.Connection) -> None:
    some_libraries(database)
    for left_over in (f"{GLOBAL}_new", f"{GLOBAL}_old", own_index(str(UUID(int=7)))):
        owner.execute(f"create index {left_over} on video_chunks using hnsw (embedding vector_cosine_ops)".encode())
    await reindex(database.url, "hnsw")
    assert indexes(owner) == [GLOBAL]


async def test_two_at_once_are_refused(database: ADatabase, owner: psycopg.Connection) -> None:
    from chronos.operations.vector_index.reindex import ADVISORY_LOCK

    owner.execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])
    with pytest.raises(Conflict, match="Another reindex"):
        await reindex(database.url, "tiered")


async def test_a_record_is_enough_to_build_it_again(database: ADatabase, owner: psycopg.Connection) -> None:
    some_libraries(database)
    await reindex(database.url, "ivfflat", lists=3)
    [before] = owner.execute("select count(*) from private.vector_index_builds").fetchall()
    owner.execute(f"drop index {GLOBAL}".encode())
    assert list(await rebuild_recorded(database.url)) == [GLOBAL]
    assert owner.execute("select count(*) from private.vector_index_builds").fetchall() == [before]
    [(definition,)] = owner.execute("select indexdef from pg_indexes where indexname = %s", [GLOBAL]).fetchall()
    assert "ivfflat" in definition
    assert "lists='3'" in definition


@pytest.mark.parametrize(
    ("method", "lists", "error"),
    [("hnsw", 5, Invalid), ("ivfflat", 0, Invalid), ("flat", None, Invalid), ("ivfflat", None, Conflict)],
)
async def test_what_makes_no_sense_is_refused(
    database: ADatabase, method: Method, lists: int | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await reindex(database.url, method, lists=lists)


def test_lists_grow_with_the_rows() -> None:
    assert [lists_for(rows) for rows in (0, 999, 20_000, 1_000_000, 4_000_000)] == [1, 1, 20, 1000, 2000]


async def test_a_build_without_the_memory_for_it_is_refused(database: ADatabase, owner: psycopg.Connection) -> None:
    some_libraries(database)
    with pytest.raises(OverLimit, match="fewer --lists"):
        await reindex(database.url, "ivfflat", lists=200, memory_bytes=1024 * 1024)
    assert indexes(owner) == []


# What the service is told -------------------------------------------------------------------------------------------


async def stats(db: Database, actor: Actor) -> dict[str, object]:
    async with db.acting_as(actor) as tx:
        row = await tx.fetch_one("select * from vector_index_stats")
    assert row is not None
    return row


async def test_only_the_service_reads_the_view(database: ADatabase, db: Database, owner: psycopg.Connection) -> None:
    creators = some_libraries(database)
    service = Actor("service_role")
    assert (await stats(db, service))["rebuild_due"] is True  # a large tenant without an index
    await reindex(database.url, "tiered")
    seen = await stats(db, service)
    everything = LARGE + 2 * SMALL
    assert (seen["index_method"], seen["rows_at_build"], seen["rows_now"]) == ("tiered", everything, everything)
    assert seen["rebuild_due"] is False
    for actor in (student_of(owner, creators["large"]), as_creator(CreatorId(UUID(creators["large"])))):
        seen = await stats(db, actor)
        assert seen["total_chunks"] == LARGE
        hidden = ("index_method", "rows_at_build", "rows_now", "rebuild_due", "built_at")
        assert [seen[column] for column in hidden] == [None] * 5


async def test_a_rebuild_is_due_when_the_rows_are_others(
    database: ADatabase, db: Database, owner: psycopg.Connection
) -> None:
    creators = some_libraries(database)
    service = Actor("service_role")

    async def due() -> object:
        return (await stats(db, service))["rebuild_due"]

    await reindex(database.url, "ivfflat")
    assert await due() is False
    owner.execute("update private.vector_index_builds set rows_at_build = 2 * rows_at_build + 2")
    assert await due() is True  # less than half of what the lists were trained on
    owner.execute("update private.vector_index_builds set rows_at_build = 0")
    assert await due() is False  # hundreds: the exact search is as good
    owner.execute(
        "insert into video_chunks (video_id, creator_id, chunk_index, chunk_text, embedding, embedding_model, "
        "start_seconds, end_seconds, word_starts) select c.video_id, c.creator_id, n, '', c.embedding, 'test', 0, 1, "
        "'{}' from video_chunks c, generate_series(1000, 2700) n where c.chunk_index = 0 and c.creator_id = %s",
        [creators["small"]],
    )
    assert await due() is True  # more than two thousand


async def test_a_rebuild_is_due_when_a_tenants_lists_have_become_long(
    database: ADatabase, db: Database, owner: psycopg.Connection
) -> None:
    creators = some_libraries(database)
    [name] = (await reindex(database.url, "tiered")).indexes
    [(definition,)] = owner.execute("select indexdef from pg_indexes where indexname = %s", [name]).fetchall()
    assert f"lists='{LARGE // 25}'" in definition
    assert "embedding_bits" in definition

    async def due_with(more: int) -> object:
        owner.execute(
            "insert into video_chunks (video_id, creator_id, chunk_index, chunk_text, embedding, embedding_model, "
            "start_seconds, end_seconds, word_starts) select c.video_id, c.creator_id, n, '', c.embedding, 'test', 0, "
            "1, '{}' from video_chunks c, generate_series(%s::int, %s::int) n "
            "where c.chunk_index = 0 and c.creator_id = %s",
            [LARGE, LARGE + more - 1, creators["large"]],
        )
        return (await stats(db, Actor("service_role")))["rebuild_due"]

    assert await due_with(LARGE) is False  # lists of fifty
    owner.execute("delete from video_chunks where chunk_index >= %s", [LARGE])
    assert await due_with(LARGE + 1) is True
    # What it had no memory for the next build would not do better: it is not due for that every night.
    [name] = (await reindex(database.url, "tiered", memory_bytes=2_500_000)).indexes
    [(definition,)] = owner.execute("select indexdef from pg_indexes where indexname = %s", [name]).fetchall()
    assert f"lists='{2 * LARGE // 25}'" not in definition
    assert (await stats(db, Actor("service_role")))["rebuild_due"] is False


async def test_the_memory_for_a_library_that_fills_the_table_is_enough(
    database: ADatabase, owner: psycopg.Connection
) -> None:
    """All of its chunks are samples then: the most that a build can take."""
    creators = some_libraries(database)
    owner.execute(
        "insert into video_chunks (video_id, creator_id, chunk_index, chunk_text, embedding, embedding_model, "
        "start_seconds, end_seconds, word_starts) select c.video_id, c.creator_id, c.chunk_index + %(step)s * n, '', "
        "c.embedding, 'test', 0, 1, '{}' from video_chunks c, generate_series(1, %(copies)s) n "
        "where c.creator_id = %(creator)s",
        {"step": LARGE, "copies": 11_000 // LARGE, "creator": creators["large"]},
    )
    assert len((await reindex(database.url, "tiered")).indexes) == 1


async def test_a_rebuild_is_due_when_the_index_is_gone(
    database: ADatabase, db: Database, owner: psycopg.Connection
) -> None:
    creators = some_libraries(database)
    cases: list[tuple[Method, str]] = [("tiered", own_index(creators["large"])), ("hnsw", GLOBAL)]
    for method, name in cases:
        await reindex(database.url, method)
        assert (await stats(db, Actor("service_role")))["rebuild_due"] is False
        owner.execute(f"drop index {name}".encode())
        assert (await stats(db, Actor("service_role")))["rebuild_due"] is True


async def test_an_index_is_due_to_go_when_its_tenant_has_become_small(
    database: ADatabase, db: Database, owner: psycopg.Connection
) -> None:
    large = some_libraries(database)["large"]
    await reindex(database.url, "tiered")

    async def due_with(chunks: int) -> object:
        owner.execute("delete from video_chunks where creator_id = %s and chunk_index >= %s", [large, chunks])
        return (await stats(db, Actor("service_role")))["rebuild_due"]

    assert await due_with(LARGE_FROM) is False  # not large any more, and may be again tomorrow
    assert await due_with(LARGE_FROM // 2 + 1) is False
    assert await due_with(LARGE_FROM // 2) is True
    await reindex(database.url, "tiered")
    assert indexes(owner) == []
    assert (await stats(db, Actor("service_role")))["rebuild_due"] is False


async def test_a_tenant_that_becomes_large_gets_its_own_index(database: ADatabase, owner: psycopg.Connection) -> None:
    with psycopg.connect(database.url) as connection:
        lower_the_limit(connection, 50)
        first = a_library(connection, "first", chunks=60)
        second = a_library(connection, "second", chunks=40)
    assert list((await reindex(database.url, "tiered")).indexes) == [own_index(first)]
    owner.execute("create or replace function private.large_tenant_rows() returns integer language sql immutable "
                  "set search_path = '' as 'select 30'")  # fmt: skip
    assert sorted((await reindex(database.url, "tiered")).indexes) == sorted(map(own_index, (first, second)))
    owner.execute("delete from creators where id = %s", [first])
    assert list((await reindex(database.url, "tiered")).indexes) == [own_index(second)]
    assert indexes(owner) == [own_index(second)]
