"""No caller runs code as a function's owner by shadowing what the function names with temporary objects."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import scalar_row

from chronos.model import Actor
from tests.conftest import ADatabase
from tests.policies.world import World

RAN_AS_OWNER = "a temporary object ran as"

# Raises as soon as a role other than the caller's own runs it; once `spy.on` is set, whoever does.
SPY: LiteralString = f"""
create function pg_temp.spy() returns boolean language plpgsql as $$
begin
  if current_user <> 'authenticated' or pg_catalog.current_setting('spy.on', true) = 'yes' then
    raise exception '{RAN_AS_OWNER} %', current_user using errcode = 'XX001';
  end if;
  return true;
end
$$;
create function pg_temp.spy(pg_catalog.uuid, pg_catalog.uuid) returns boolean language sql as 'select pg_temp.spy()';
"""
# Types that PostgreSQL's grammar does not itself tie to pg_catalog; with a domain comes the array of it.
TYPES = ("uuid", "text", "jsonb", "regclass", "timestamptz", "date", "name", "oid", "bytea", "int4", "int8", "float8")
TABLES = (
    "pg_class", "pg_proc", "pg_am", "pg_index", "pg_roles", "creators", "students", "videos", "courses", "objects",
    "buckets", "procrastinate_jobs", "rate_limits", "rate_buckets", "imports", "tier_limits", "library_versions",
    "sign_ins", "sign_in_links", "queue_turns", "video_work",
)  # fmt: skip
FUNCTIONS = (
    "now()", "clock_timestamp()", "current_setting(text)", "current_setting(text, boolean)",
    "set_config(text, text, boolean)", "cardinality(anyarray)", "to_regclass(text)", "starts_with(text, text)",
    "array_position(anyarray, anyelement)", "has_table_privilege(text, text)", "jsonb_build_object(text, anyelement)",
    "acting_creator()", "procrastinate_defer_jobs_v1(anyarray)",
)  # fmt: skip


# Every SECURITY DEFINER function that a user's role may call. `%(video)s` is one of the creator's own.
CALLS: dict[str, LiteralString] = {
    "acting_creator()": "private.acting_creator()",
    "acting_student()": "private.acting_student()",
    "acting_tenant()": "private.acting_tenant()",
    "asking_library()": "private.asking_library()",
    "drop_thumbnail(text)": "private.drop_thumbnail(%(thumbnail)s)",
    "drop_video_jobs(uuid)": "private.drop_video_jobs(%(video)s)",
    "enqueue_stage(uuid,text)": "private.enqueue_stage(%(video)s, 'probe')",
    "import_video(uuid,text,text,text,integer)": "private.import_video(%(video)s, 'http://e.org/a', null, null, null)",
    "retry_video(uuid)": "private.retry_video(%(video)s)",
    "sign_in_by_token(bytea,text)": "private.sign_in_by_token(pg_catalog.sha256('a'), pg_catalog.left("
    "pg_catalog.set_config('request.jwt.claims', (pg_catalog.current_setting('request.jwt.claims')::pg_catalog.jsonb "
    """|| '{"exp": 4000000000}')::pg_catalog.text, true), 9))""",
    "storage_allowance()": "private.storage_allowance()",
    "storage_left(uuid)": "private.storage_left(%(creator)s)",
    "take_rate_token(text)": "private.take_rate_token('ask')",
    "usable_vector_index()": "private.usable_vector_index()",
}
# Statements that fire every SECURITY DEFINER trigger function which a user's statement can reach.
WRITES: dict[str, LiteralString] = {
    "check_video_step, log_video_step": "insert into public.videos (creator_id, title) values (%(creator)s, 'New')",
    "spread_video_visibility, count_library_change": "update public.videos set is_published = false",
    "count_library_change, forget_videos": "delete from public.videos",
    "check_length_of_video": "update public.videos set duration_seconds = 1",
    "check_within_video": "update public.video_chunks set end_seconds = 1",
    "check_citations_within_video": "insert into public.chat_messages (session_id, role, content, video_references) "
    """select s.id, 'user', 'Why?', '[{"video_id": "", "start_seconds": 1}]' from public.chat_sessions s""",
    "check_module_videos": "update public.course_modules set video_ids = video_ids",
    "touch_session": "insert into public.chat_messages (session_id, role, content) "
    "select s.id, 'user', 'Why?' from public.chat_sessions s",
}
# Every function of the platform's that the shim makes and a user's role may call; it runs as its caller.
PLATFORM: dict[str, LiteralString] = {
    "auth.email()": "auth.email()",
    "auth.jwt()": "auth.jwt()",
    "auth.role()": "auth.role()",
    "auth.uid()": "auth.uid()",
    "storage.extension(text)": "storage.extension('a/b.mp4')",
    "storage.filename(text)": "storage.filename('a/b.mp4')",
    "storage.foldername(text)": "storage.foldername('a/b.mp4')",
}
ONLY_BY_THE_PIPELINE = {"set_chunk_visibility"}
ONLY_BY_VISITORS = {
    "public_object(text,text)", "show_sign_in_link(bytea)", "sign_in_by_link(bytea,bytea,text)",
    "resume_sign_in(bytea)", "end_sign_in(bytea)",
}  # fmt: skip


@pytest.fixture
def shadowed(shared_world_database: ADatabase) -> Iterator[psycopg.Connection[Any]]:
    """A new session of the login role with shadows of everything, in which no function has been compiled yet."""
    name = sql.Identifier(shared_world_database.name)
    with psycopg.connect(shared_world_database.url, autocommit=True) as owner:
        # The privilege is revoked where it can be: the search paths have to hold without that.
        owner.execute(sql.SQL("grant temporary on database {} to authenticated").format(name))
    with psycopg.connect(shared_world_database.login_url) as session:
        session.execute("set local role authenticated")
        session.execute("set local search_path = pg_catalog")
        session.execute(SPY)
        for type_ in TYPES:
            session.execute(
                sql.SQL("create domain pg_temp.{0} as pg_catalog.{0} check (pg_temp.spy())").format(
                    sql.Identifier(type_)
                )
            )
        for table in TABLES:
            session.execute(
                sql.SQL("create temp table {} (id pg_catalog.uuid check (pg_temp.spy()))").format(sql.Identifier(table))
            )
        for function in FUNCTIONS:
            session.execute(
                f"create function pg_temp.{function} returns boolean language sql as 'select pg_temp.spy()'".encode()
            )
        session.execute(
            "create operator pg_temp.= (function = pg_temp.spy, leftarg = pg_catalog.uuid, rightarg = pg_catalog.uuid)"
        )
        session.execute("set local search_path = pg_temp, pg_catalog, public")
        yield session
        session.rollback()


def _act(session: psycopg.Connection[Any], actor: Actor) -> None:
    session.execute("select set_config('request.jwt.claims', %s, true)", [json.dumps(dict(actor.claims))])


def _values(world: World) -> dict[str, Any]:
    draft = next(key for key, name in world.names["public.videos"].items() if name == "draft")
    creator = str(world.actors["creator"].creator_id)
    return {"video": draft, "creator": creator, "thumbnail": f"{creator}/none.png"}


def _run(session: psycopg.Connection[Any], statement: LiteralString, values: dict[str, Any]) -> None:
    """Run it; a refusal for want of a right is fine, the spy's error is not."""
    with suppress(psycopg.errors.InsufficientPrivilege):
        session.execute(statement, values)


@pytest.mark.parametrize("actor", ["creator", "student"])
@pytest.mark.parametrize("function", CALLS)
def test_a_call_runs_none_of_the_callers_objects(
    shadowed: psycopg.Connection[Any], world: World, function: str, actor: str
) -> None:
    _act(shadowed, world.actors[actor])
    _run(shadowed, f"select {CALLS[function]}", _values(world))


@pytest.mark.parametrize("functions", WRITES)
def test_a_write_runs_none_of_the_callers_objects(
    shadowed: psycopg.Connection[Any], world: World, functions: str
) -> None:
    _act(shadowed, world.actors["student" if "chat_messages" in WRITES[functions] else "creator"])
    _run(shadowed, WRITES[functions], _values(world))


def test_every_security_definer_function_is_tried(shared_world_database: ADatabase) -> None:
    with psycopg.connect(shared_world_database.url, row_factory=scalar_row) as connection:
        callable_, triggers = (
            set(
                connection.execute(
                    "select p.proname || case when p.prorettype = 'trigger'::regtype then '' "
                    "else '(' || replace(oidvectortypes(p.proargtypes), ', ', ',') || ')' end "
                    "from pg_catalog.pg_proc p where p.prosecdef and (p.prorettype = 'trigger'::regtype) = %s "
                    "and p.pronamespace::regnamespace::text in ('public', 'private')",
                    [is_trigger],
                ).fetchall()
            )
            for is_trigger in (False, True)
        )
    assert callable_ - ONLY_BY_VISITORS == set(CALLS)
    assert triggers - ONLY_BY_THE_PIPELINE == {name for names in WRITES for name in names.split(", ")}


@pytest.mark.parametrize("function", PLATFORM)
def test_a_platform_function_runs_none_of_the_callers_objects(
    shadowed: psycopg.Connection[Any], world: World, function: str
) -> None:
    _act(shadowed, world.actors["student"])
    shadowed.execute("select set_config('spy.on', 'yes', true)")
    shadowed.execute(f"select {PLATFORM[function]}")


def test_the_names_in_every_platform_function_are_fixed(shared_world_database: ADatabase) -> None:
    with psycopg.connect(shared_world_database.url) as connection:
        connection.execute("set search_path = pg_catalog")
        found = connection.execute(
            "select p.oid::regprocedure::text, p.prorettype = 'trigger'::regtype, "
            # The names in a body of standard SQL were resolved when the function was made.
            "case when p.prosqlbody is null then p.proconfig else array['search_path=pg_catalog, pg_temp'] end "
            "from pg_catalog.pg_proc p where p.pronamespace::regnamespace::text in ('auth', 'storage')"
        ).fetchall()
    assert {name for name, is_trigger, _ in found if not is_trigger} == set(PLATFORM)
    assert {name: settings for name, _, settings in found if settings != ["search_path=pg_catalog, pg_temp"]} == {}
