"""Reset: what Chronos made is gone, what the platform and others made is not, and the migrations apply again."""

from typing import Any

import psycopg
import pytest

from chronos.db import Database, migrate
from chronos.errors import NotAllowed
from chronos.operations.reset import Target, allow, empty, is_local, look
from tests.conftest import ADatabase
from tests.factories import a_creator, a_session, a_student, a_video, some_chunks
from tests.operations.types.zoo import ZOO

# Everything that has a name, an owner's definition or a grant, outside of the system's own schemas.
EVERYTHING = """
select 'relation' as kind, c.oid::regclass::text as name, c.relacl::text as grants, c.relkind::text as detail
  from pg_class c where c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
union all
select 'routine', p.oid::regprocedure::text, p.proacl::text, md5(p.prosrc)
  from pg_proc p where p.pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
union all
select 'type', t.oid::regtype::text, t.typacl::text, t.typtype::text
  from pg_type t where t.typnamespace::regnamespace::text !~ '^(pg_|information_schema)'
union all
select 'schema', n.nspname, n.nspacl::text, '' from pg_namespace n where n.nspname !~ '^pg_'
union all
select 'policy', schemaname || '.' || tablename || '.' || policyname, roles::text, coalesce(qual, with_check)
  from pg_policies
union all
select 'bucket', id, public::text, file_size_limit::text from storage.buckets
union all
select 'object', name, bucket_id, '' from storage.objects
 order by 1, 2
"""
# The migrations' changes to the platform's own: a role that all databases share, and who may execute a new function.
STAYS = ("chronos_assistant=U/",)


def everything(database: ADatabase) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url) as connection:
        return connection.execute(EVERYTHING.encode()).fetchall()


async def fill(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        student = await a_student(tx, creator)
        await some_chunks(tx, creator, await a_video(tx, creator), ["one two"], vectors=[[1.0]])
        await a_session(tx, creator, student)
        await tx.execute("insert into storage.objects (bucket_id, name) values ('videos', 'a/b/c.mp4')")


async def test_the_database_is_as_before_the_first_migration(
    db: Database, database: ADatabase, empty_database: ADatabase
) -> None:
    await fill(db)
    with psycopg.connect(database.url) as connection:
        connection.execute(ZOO)
    await empty(database.url)
    before = {row[:2]: row for row in everything(empty_database)}
    after = {row[:2]: row for row in everything(database)}
    assert after.keys() == before.keys()
    different = [row for key, row in after.items() if row != before[key]]
    assert [row for row in different if not any(mark in str(row[2]) for mark in STAYS)] == []


async def test_the_migrations_apply_again(db: Database, database: ADatabase) -> None:
    fresh = everything(database)
    await fill(db)
    await empty(database.url)
    await migrate.push(database.url, migrate.load_migrations())
    assert everything(database) == fresh
    assert (await look(database.url)).creators == 0


async def test_what_others_made_stays(database: ADatabase) -> None:
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("create schema theirs; create table theirs.kept (id int); create table public.kept (id int)")
        connection.execute("insert into storage.buckets (id, name) values ('theirs', 'theirs')")
        connection.execute("insert into storage.objects (bucket_id, name) values ('theirs', 'kept')")
        connection.execute("create policy theirs on storage.objects for select to anon using (bucket_id = 'theirs')")
    await empty(database.url)
    names = {row[:2] for row in everything(database)}
    assert {("relation", "theirs.kept"), ("relation", "kept"), ("bucket", "theirs"), ("object", "kept"),
            ("policy", "storage.objects.theirs")} <= names  # fmt: skip
    assert ("bucket", "videos") not in names


async def test_twice_is_as_good_as_once(database: ADatabase) -> None:
    await empty(database.url)
    await empty(database.url)
    assert (await look(database.url)).tables == 0


async def test_look_says_what_would_go(db: Database, database: ADatabase) -> None:
    await fill(db)
    found = await look(database.url)
    assert (found.database, found.is_local, found.creators, found.videos) == (database.name, True, 1, 1)


@pytest.mark.parametrize(
    ("host", "address", "expected"),
    [
        ("/var/run/postgresql", "", True),
        ("@abstract", "", True),
        ("localhost", "127.0.0.1", True),
        ("localhost", "::1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("db.example.com", "192.0.2.7", False),
        ("localhost", "192.0.2.7", False),  # whatever the name says, the address is where it went
        ("db.example.com", "", False),
    ],
)
def test_local_is_this_machine(host: str, address: str, expected: bool) -> None:
    assert is_local(host, address) is expected


def test_a_database_elsewhere_must_be_named() -> None:
    target = Target("shop", "db.example.com", False, 10, 2, 5)
    for forced in (None, "", "postgres"):
        with pytest.raises(NotAllowed, match="say `--force shop`"):
            allow(target, forced)
    allow(target, "shop")
