"""No body of a function names a relation, type, function or operator that a caller may have made."""

from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.rows import tuple_row

from tests.conftest import ADatabase
from tests.policies.function_names import unsafe_names

# A body of standard SQL has no names left: they were resolved when the function was made.
BODIES: LiteralString = """
select p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.prosrc,
       coalesce((select array_agg(name) from pg_trigger t, unnest(array[t.tgnewtable, t.tgoldtable]) as name
                  where t.tgfoid = p.oid and name is not null), '{}')::text[]
  from pg_proc p join pg_language l on l.oid = p.prolang
 where p.pronamespace::regnamespace::text in ('public', 'private', 'auth', 'storage')
   and p.prosqlbody is null and l.lanname in ('sql', 'plpgsql')
   and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""
HEAD: LiteralString = "create function private.planted() returns {} language plpgsql as $planted$ {} $planted$"
PLANTS: list[tuple[str, str, set[str]]] = [
    ("void", "begin perform 1 from videos; end", {"relation videos"}),
    ("void", "begin insert into videos (title) values ('a'); end", {"relation videos"}),
    ("void", "begin update pg_temp.videos set title = 'a'; end", {"relation pg_temp.videos"}),
    ("void", "begin with mine as (select 1) delete from mine_too; end", {"relation mine_too"}),
    ("void", "declare v videos%rowtype; begin end", {"relation videos"}),
    ("void", "declare v videos.id%type; begin end", {"relation videos"}),
    ("void", "declare v video_status; begin end", {"type video_status"}),
    ("void", "declare v pg_temp.uuid; w extensions.vector; begin end", {"type pg_temp.uuid"}),
    ("void", "declare v video_status[]; begin end", {"type video_status"}),
    ("void", "declare v text := 'a'::video_status; begin end", {"type video_status"}),
    ("void", "declare v text; begin v := cast('a' as vector); end", {"type vector"}),
    ("void", "declare v uuid; begin v := 'a'::pg_temp.uuid; end", {"type pg_temp.uuid"}),
    ("boolean", "begin return 1 operator(pg_temp.=) 1; end", {"operator pg_temp.="}),
    ("int", "begin return pg_temp.abs(1); end", {"function pg_temp.abs"}),
    ("void", "begin execute format('select from videos where %I = 1', 'a'); end", {"relation videos"}),
    ("void", "begin execute 'select $1' using 'a'::kind; end", {"type kind"}),
    ("void", "begin for i in 1 .. (select count(*) from videos) loop null; end loop; end", {"relation videos"}),
    ("void", "begin raise exception '%', 1::kind; end", {"type kind"}),
    ("void", "begin with mine as (select 1) select from mine, public.videos, pg_class; end", {"relation pg_class"}),
]  # fmt: skip


@pytest.fixture
def catalogue(shared_world_database: ADatabase) -> Any:
    with psycopg.connect(shared_world_database.superuser_url, row_factory=tuple_row) as connection:
        connection.execute("set search_path = pg_catalog")
        yield connection
        connection.rollback()


def found_in(connection: psycopg.Connection[Any]) -> dict[str, set[str]]:
    """Return the unsafe names of each function that has some."""
    builtin = frozenset(
        name
        for (name,) in connection.execute(
            "select typname from pg_type where typnamespace = 'pg_catalog'::regnamespace and typtype <> 'c'"
        )
    )
    found = {
        name: unsafe_names(definition, source, builtin, frozenset(passed))
        for name, definition, source, passed in connection.execute(BODIES).fetchall()
    }
    assert len(found) > 40
    return {name: unsafe for name, unsafe in found.items() if unsafe}


def test_every_name_is_found_out_of_callers_reach(catalogue: psycopg.Connection[Any]) -> None:
    assert found_in(catalogue) == {}


@pytest.mark.parametrize(("result", "body", "unsafe"), PLANTS)
def test_a_name_within_callers_reach_is_found(
    catalogue: psycopg.Connection[Any], result: str, body: str, unsafe: set[str]
) -> None:
    catalogue.execute("set search_path = pg_catalog, public, extensions; create domain public.kind as text")
    catalogue.execute("create domain pg_temp.uuid as pg_catalog.uuid; create table pg_temp.mine_too (); "
                      "create table pg_temp.videos (id int, title text)")  # fmt: skip
    catalogue.execute(HEAD.replace("{}", result, 1).replace("{}", body, 1).encode())
    catalogue.execute("set search_path = pg_catalog")
    assert found_in(catalogue) == {"private.planted()": unsafe}
