"""The Supabase CLI and our runner apply the same files in the same way, and each continues the other's work."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chronos.db import migrate
from tests.conftest import ADatabase
from tests.migrations.conftest import SupabaseCli

# One server and one installation for all tests.
pytestmark = pytest.mark.xdist_group("supabase_cli")

Make = Callable[[str], ADatabase]

# Everything that is difficult to split into statements.
AWKWARD = {
    "20250101000001_awkward.sql": r"""

-- a comment; with a semicolon

create table a (id int); -- trailing; comment
;;
  /* block; /* nested; */ still; */ insert into a values (1)  ;
insert into a select 2 where 'it''s; fine' = E'a\';b';
create function f() returns text language sql as $$ select 'x;y'; $$;
create function g() returns text language plpgsql as $body$ begin return $$ ; $$; end; $body$;
create table "we;ird" ("co""l;umn" text);
create function h(x int) returns int begin atomic select x; select x + 1; end;
select 1 as "a" /* end */ ;
select U&'d\0061t;a';
do $x$ begin if true then null; end if; end $x$;
create table last_one (id int)
-- the end; really
""",
    "20250101000002_windows.sql": "create table b (id int);\r\n-- note\r\ninsert into b values (1);\r\n\r\n",
    "20250101000003_mark.sql": "\ufeffcreate table c (id int);\n",
    "20250101000004_comment_only.sql": "-- nothing here\n",
    "20250101000005_empty.sql": "",
    "20250101000006_no_end_of_line.sql": "create table d (id int);\n/* block */\n-- line",
}


@pytest.fixture
def project(repository: Path, tmp_path: Path) -> Path:
    """A copy of our folder `supabase`, as the CLI writes into it."""
    shutil.copytree(repository / "supabase", tmp_path / "supabase")
    return tmp_path


def _history(database: ADatabase) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url) as connection:
        return connection.execute(
            "select version, name, statements from supabase_migrations.schema_migrations order by version"
        ).fetchall()


def _catalogue(database: ADatabase) -> list[tuple[Any, ...]]:
    """Return what the migrations created, with grants and comments."""
    with psycopg.connect(database.url) as connection:
        return connection.execute(
            "select c.relkind::text, c.oid::regclass::text, c.relacl::text, obj_description(c.oid, 'pg_class'), "
            "       (select array_agg((a.attname, a.attacl, format_type(a.atttypid, a.atttypmod))::text "
            "                         order by a.attnum) from pg_attribute a where a.attrelid = c.oid) "
            "  from pg_class c where c.relnamespace::regnamespace::text in ('public', 'private') "
            "union all select 'policy', polrelid::regclass || '.' || polname, "
            "                 pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid), null from pg_policy "
            "union all select 'function', oid::regprocedure::text, proacl::text, pg_get_functiondef(oid), null "
            "  from pg_proc where pronamespace::regnamespace::text in ('public', 'private') order by 1, 2"
        ).fetchall()


def _advice(cli: SupabaseCli, project: Path, database: ADatabase) -> set[str]:
    """Names of the published lints, of security and of performance, that find something at any level.

    Without `unused_index`: no statement has been run on a new database, so every index is one.
    """
    answer = cli.run(project, database, "db", "advisors", "--type", "all", "--level", "info")
    return {found["name"] for found in answer["results"]} - {"unused_index"}


async def test_each_continues_the_others_work(supabase_cli: SupabaseCli, project: Path, make_database: Make) -> None:
    files = [migration.file for migration in migrate.load_migrations()]
    theirs, ours = make_database("theirs"), make_database("ours")

    pushed = supabase_cli.run(project, theirs, "db", "push", "--yes")
    assert pushed["migrations"] == files
    again = supabase_cli.run(project, theirs, "db", "push", "--yes")
    assert (again["upToDate"], again["migrations"]) == (True, [])
    assert await migrate.push(theirs.url, migrate.load_migrations()) == []

    assert [migration.file for migration in await migrate.push(ours.url, migrate.load_migrations())] == files
    after_ours = supabase_cli.run(project, ours, "db", "push", "--yes")
    assert (after_ours["upToDate"], after_ours["migrations"]) == (True, [])

    assert _history(theirs) == _history(ours)
    assert _catalogue(theirs) == _catalogue(ours)
    edited = project / "supabase" / "migrations" / files[1]
    edited.write_text(edited.read_text() + "\n-- An edit.\n")
    for database in (theirs, ours):
        states = await migrate.status(database.url, migrate.load_migrations(edited.parent))
        assert [state.file for state in states if state.is_changed] == [files[1]]
    assert _advice(supabase_cli, project, ours) == set()


def test_the_advisors_find_planted_mistakes(supabase_cli: SupabaseCli, project: Path, make_database: Make) -> None:
    database = make_database("advised")
    supabase_cli.run(project, database, "db", "push", "--yes")
    with psycopg.connect(database.url) as connection:
        connection.execute(
            "create table public.open (id int); grant select on public.open to anon; "
            "create view public.peep as select id from public.videos; grant select on public.peep to authenticated; "
            "create function public.loose() returns int language sql return 1; "
            "alter policy videos_delete on public.videos using (creator_id = (auth.uid())); "
            "create policy another on public.videos for select to authenticated using (creator_id is null)"
        )
    assert _advice(supabase_cli, project, database) >= {
        "rls_disabled_in_public", "security_definer_view", "function_search_path_mutable", "auth_rls_initplan",
        "multiple_permissive_policies",
    }  # fmt: skip


async def test_both_list_the_same_migrations(supabase_cli: SupabaseCli, project: Path, make_database: Make) -> None:
    database = make_database("listed")
    for applied in (0, 2, len(migrate.load_migrations())):
        await migrate.push(database.url, migrate.load_migrations()[:applied])
        listed = supabase_cli.run(project, database, "migration", "list")["migrations"]
        states = await migrate.status(database.url, migrate.load_migrations())
        assert sum(state.in_database for state in states) == applied
        assert [(row["local"] or None, row["remote"] or None) for row in listed] == [
            (state.version if state.in_files else None, state.version if state.in_database else None)
            for state in states
        ]


def test_both_split_and_record_awkward_files_alike(
    supabase_cli: SupabaseCli, project: Path, make_database: Make
) -> None:
    directory = project / "supabase" / "migrations"
    shutil.rmtree(directory)
    directory.mkdir()
    for name, text in AWKWARD.items():
        (directory / name).write_bytes(text.encode())
    database = make_database("awkward")
    supabase_cli.run(project, database, "db", "push", "--yes")
    assert [(version, name, tuple(statements)) for version, name, statements in _history(database)] == [
        (migration.version, migration.name, migration.statements) for migration in migrate.load_migrations(directory)
    ]
