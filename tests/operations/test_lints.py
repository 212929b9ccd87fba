"""The lints find nothing in our schema, and each lint finds its planted mistakes."""

from typing import LiteralString

import psycopg
import pytest

from chronos.db import migrate
from chronos.operations.lints import LINTS, REMEDIES, run_lints
from tests.conftest import ADatabase

# Per lint: planted mistakes, and the finding for each.
PLANTS: dict[str, list[tuple[LiteralString, str]]] = {
    "unindexed_foreign_key": [
        ("create table private.a (video_id uuid references public.videos (id))", "private.a: a_video_id_fkey"),
        # An index with the column in second place does not serve the key.
        ("drop index public.idx_video_chunks_creator_video", "video_chunks: video_chunks_creator_id_video_id_fkey"),
        ("drop index public.idx_chat_sessions_student", "chat_sessions: chat_sessions_student_id_creator_id_fkey"),
        (
            "create table private.b (video_id uuid references public.videos (id)); "
            "create index on private.b (video_id) where video_id is not null",
            "private.b: b_video_id_fkey",
        ),
    ],
    "policy_calls_per_row": [
        (
            "alter policy videos_delete on public.videos using (creator_id = private.acting_creator())",
            "public.videos: videos_delete",
        ),
        (
            "alter policy videos_insert on public.videos with check (creator_id = auth.uid())",
            "public.videos: videos_insert",
        ),
        (
            "alter policy course_modules_select on public.course_modules using "
            "(course_id in (select c.id from public.courses c where c.creator_id = private.acting_creator()))",
            "public.course_modules: course_modules_select",
        ),
        (
            "alter policy creators_select on public.creators using "
            "(id = (select private.acting_creator()) or id::text = current_setting('request.jwt.claims', true))",
            "public.creators: creators_select",
        ),
    ],
    "several_permissive_policies": [
        (
            "create policy another on public.videos for select to authenticated "
            "using (creator_id = (select private.acting_creator()))",
            "public.videos: SELECT for authenticated: another, videos_select",
        ),
        (
            "create policy everything on public.usage_metrics for all to public using (false)",
            "public.usage_metrics: SELECT for authenticated: everything, usage_metrics_select",
        ),
    ],
    "security_definer_view": [
        ("create view public.a as select id from public.videos", "a: runs with its owner's rights"),
        (
            "alter view public.vector_index_stats set (security_invoker = false)",
            "vector_index_stats: runs with its owner's rights",
        ),
    ],
    "readable_materialized_view": [
        (
            "create materialized view private.a as select id from public.videos; "
            "grant select on private.a to authenticated",
            "private.a: Row Level Security does not reach it; authenticated may read it",
        ),
    ],
    "exposed_security_definer_function": [
        (
            "create function public.a() returns int language sql security definer return 1; "
            "grant execute on function public.a() to authenticated",
            "a(): authenticated may execute it",
        ),
        (
            "create function public.b() returns int language sql security definer return 1; "
            "grant execute on function public.b() to public",
            "b(): anon may execute it",
        ),
    ],
    "mutable_search_path": [
        ("create function private.a() returns int language sql return 1", "private.a(): no search_path of its own"),
        (
            "create function private.b() returns int language sql set search_path = '' return 1",
            'private.b(): search_path=""',
        ),
        (
            "alter function private.acting_tenant() set search_path = pg_temp, pg_catalog",
            "private.acting_tenant(): search_path=pg_temp, pg_catalog",
        ),
        (
            "alter function private.take_rate_token(text) set search_path = public, pg_catalog, pg_temp",
            "private.take_rate_token(text): search_path=public, pg_catalog, pg_temp",
        ),
        (
            "alter function public.update_updated_at_column() reset search_path",
            "update_updated_at_column(): no search_path of its own",
        ),
        (
            "alter function jobs.procrastinate_fetch_job_v2 set lock_timeout = 1; "
            "alter function jobs.procrastinate_fetch_job_v2 reset search_path",
            "jobs.procrastinate_fetch_job_v2(character varying[],bigint): no search_path of its own",
        ),
    ],
    "extension_in_public": [
        ("drop extension vector cascade; create extension vector schema public", "vector: is in schema public"),
    ],
    "row_level_security_off": [
        ("create table public.a (id int)", "a: off"),
        ("create table private.a (id int) partition by list (id)", "private.a: off"),
        ("alter table public.videos no force row level security", "videos: not forced: its owner sees everything"),
    ],
    "always_true_policy": [
        ("alter policy videos_select on public.videos using (true)", "public.videos: videos_select"),
        ("alter policy videos_insert on public.videos with check (true)", "public.videos: videos_insert"),
        ("alter policy videos_delete on public.videos using (1 = 1)", "public.videos: videos_delete"),
        (
            "alter policy videos_update on public.videos using (creator_id = (select private.acting_creator()) or true)",  # noqa: E501
            "public.videos: videos_update",
        ),
        ("alter policy courses_delete on public.courses using (id = id)", "public.courses: courses_delete"),
    ],
    "listable_public_bucket": [
        (
            "create policy a on storage.objects for select to anon using (bucket_id = 'thumbnails')",
            "thumbnails: a",
        ),
        (
            "alter policy chronos_objects_select on storage.objects using (owner_id = (select auth.uid()::text))",
            "thumbnails: chronos_objects_select",
        ),
        ("update storage.buckets set public = true where id = 'videos'", "videos: chronos_objects_select"),
    ],
    "granted_to_anon": [
        ("grant select (title) on public.videos to anon", "videos: anon has select"),
        ("grant delete on public.videos to public", "videos: anon has delete"),
        ("grant select on public.vector_index_stats to anon", "vector_index_stats: anon has select"),
        (
            "grant execute on function private.acting_creator() to public",
            "private.acting_creator(): anon may execute it",
        ),
        (
            "grant usage on sequence private.video_status_changes_id_seq to anon",
            "private.video_status_changes_id_seq: anon has usage",
        ),
        ("grant usage on schema private to anon", "schema private: anon has usage"),
    ],
    "granted_past_the_policies": [
        ("grant truncate on public.videos to authenticated", "videos: authenticated has truncate"),
        ("grant trigger on public.videos to chronos_assistant", "videos: chronos_assistant has trigger"),
        ("grant references (id) on public.videos to authenticated", "videos: authenticated has references"),
        ("grant trigger on jobs.procrastinate_jobs to public", "jobs.procrastinate_jobs: chronos_public has trigger"),
        ("grant create on schema storage to public", "schema storage: anon may create in it"),
        ("grant usage on schema jobs to authenticated", "schema jobs: authenticated has usage"),
        ("grant create on schema public to service_role", "schema public: service_role may create in it"),
    ],
    "open_default_privileges": [
        (
            "alter default privileges for role postgres grant execute on functions to public",
            "database: every role has execute on each new function",
        ),
        (
            "alter default privileges for role postgres in schema public grant all on tables to anon",
            "schema public: anon has truncate on each new table",
        ),
        (
            "alter default privileges for role postgres in schema private "
            "grant usage on sequences to chronos_assistant",
            "schema private: chronos_assistant has usage on each new sequence",
        ),
        (
            "alter default privileges for role postgres in schema jobs grant execute on functions to authenticated",
            "schema jobs: authenticated has execute on each new function",
        ),
    ],
    "temporary_objects": [
        (
            "do $$ begin execute format('grant temporary on database %I to anon', current_database()); end $$",
            "anon may create temporary objects",
        ),
        (
            "do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$",
            "chronos_assistant may create temporary objects",
        ),
    ],
    "callers_types_in_function": [
        (
            "create function private.a(anyelement) returns boolean language sql security definer as 'select $1 = $1'",
            "private.a(anyelement): takes or returns pg_catalog.anyelement",
        ),
        (
            "create function private.b(variadic \"any\") returns int language internal as 'pg_num_nulls'",
            'private.b("any"): takes or returns pg_catalog.any',
        ),
        (
            "create domain pg_temp.uuid as pg_catalog.uuid; "
            "create function private.c(pg_temp.uuid) returns int language sql return 1",
            "private.c(uuid): takes or returns pg_temp.uuid",
        ),
    ],
    "cast_or_operator": [
        (
            "create function private.a(public.video_status) returns uuid language sql return null::uuid; "
            "create cast (public.video_status as uuid) with function private.a(public.video_status) as implicit",
            "cast video_status as uuid: is of no extension",
        ),
        (
            "create function private.a(uuid, uuid) returns boolean language sql return true; "
            "create operator public.= (function = private.a, leftarg = uuid, rightarg = uuid)",
            "operator public.=(uuid,uuid): is of no extension",
        ),
    ],
    "owned_by_a_caller": [
        (
            "create function private.a() returns int language sql return 1; "
            "alter function private.a() owner to authenticated",
            "function private.a(): belongs to authenticated",
        ),
        (
            "alter type public.video_status owner to chronos_assistant",
            "type video_status: belongs to chronos_assistant",
        ),
    ],
    "policy_without_role": [
        ("create policy a on public.videos for select using (false)", "public.videos: a"),
    ],
}

# The default privileges of hosted projects created before 2026.
GENEROUS_DEFAULTS: LiteralString = """
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant execute on functions to anon, authenticated, service_role;
"""


async def found_in(url: str, planted: LiteralString = "select 1") -> dict[str, set[str]]:
    """Return the findings of each lint after `planted`, in a transaction that is rolled back."""
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.execute(planted)
        findings = await run_lints(connection)
        await connection.rollback()
    found: dict[str, set[str]] = {}
    for finding in findings:
        found.setdefault(finding.lint, set()).add(f"{finding.subject}: {finding.detail}")
    return found


async def test_our_schema_has_no_findings(database: ADatabase) -> None:
    assert await found_in(database.url) == {}


async def test_our_schema_has_no_findings_under_generous_default_privileges(empty_database: ADatabase) -> None:
    async with await psycopg.AsyncConnection.connect(empty_database.url) as connection:
        await connection.execute(GENEROUS_DEFAULTS)
    await migrate.push(empty_database.url, migrate.load_migrations())
    assert await found_in(empty_database.url) == {}


@pytest.mark.parametrize("lint", LINTS)
async def test_each_lint_finds_planted_mistakes(database: ADatabase, lint: str) -> None:
    for planted, finding in PLANTS[lint]:
        found = await found_in(database.superuser_url, planted)
        # The name of a database is the test's own.
        told = {text.partition(": ")[2] if text.startswith("database test_") else text for text in found.get(lint, ())}
        assert finding in told, (planted, told)


def test_every_lint_has_a_remedy_and_planted_mistakes() -> None:
    assert set(LINTS) == set(REMEDIES) == set(PLANTS)
