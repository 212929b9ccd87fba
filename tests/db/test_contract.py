"""The schema has what others rely on: fields, keys, indexes, signatures and buckets, each by its name."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.conftest import ADatabase

# Fields per table; with a colon, the type that one has to have.
FIELDS: Mapping[str, str] = {
    "creators": "id:uuid whop_company_id:text whop_user_id email name subscription_tier:subscription_tier "
    "settings:jsonb is_active:boolean created_at updated_at last_login_at",
    "students": "id:uuid creator_id:uuid whop_user_id whop_membership_id email name preferences:jsonb "
    "is_active:boolean created_at updated_at",
    "videos": "id:uuid creator_id:uuid title description url storage_path thumbnail_path transcript:text "
    "transcript_language status:video_status error_message duration_seconds file_size_bytes:bigint content_sha256:text "
    "is_published:boolean metadata:jsonb processing_started_at processing_completed_at created_at updated_at "
    "deleted_at",
    "video_chunks": "id:uuid video_id:uuid creator_id:uuid chunk_index:integer chunk_text:text "
    "embedding:extensions.vector(1536) embedding_model:text start_seconds end_seconds word_starts:real[] "
    "metadata:jsonb",
    "courses": "id:uuid creator_id:uuid title description thumbnail_path is_published:boolean display_order:integer "
    "published_at metadata:jsonb created_at updated_at deleted_at",
    "course_modules": "id:uuid course_id:uuid title description video_ids:uuid[] display_order:integer metadata:jsonb "
    "created_at updated_at",
    "chat_sessions": "id:uuid student_id:uuid creator_id:uuid title context_video_ids:uuid[] metadata:jsonb created_at "
    "updated_at last_message_at",
    "chat_messages": "id:uuid session_id:uuid role:message_role content:text video_references:jsonb model "
    "input_tokens:integer output_tokens:integer cost_usd:numeric(12,6) response_ms:integer metadata:jsonb created_at",
    "video_analytics": "video_id:uuid date:date views:integer unique_viewers:integer watch_seconds completion_rate "
    "ai_interactions:integer",
    "usage_metrics": "creator_id:uuid date:date storage_used_bytes:bigint videos_uploaded:integer video_seconds "
    "transcription_seconds ai_credits_used chat_messages_sent:integer active_students:integer",
}
ENUMS = {
    "subscription_tier": ["basic", "pro", "enterprise"],
    "video_status": ["pending", "uploading", "transcribing", "processing", "embedding", "completed", "failed"],
    "message_role": ["user", "assistant", "system"],
    "staff_role": ["owner", "editor", "viewer"],
    "whop_grant": ["all_courses", "chosen_courses", "nothing"],
}
KEYS = {
    "creators (whop_company_id)", "students (creator_id, whop_user_id)", "video_chunks (video_id, chunk_index)",
    "video_analytics (video_id, date)", "usage_metrics (creator_id, date)",
}  # fmt: skip
# What one tenant's row can never refer to another tenant's by.
COMPOSITE_KEYS = {
    "video_chunks (creator_id, video_id) -> videos (creator_id, id)",
    "chat_sessions (student_id, creator_id) -> students (id, creator_id)",
}
# Columns that lists are filtered or found by: each is the first, or the one after the tenant, in a B-tree.
FILTERED = {
    "creators": "whop_company_id whop_user_id",
    "students": "creator_id whop_user_id whop_membership_id",
    "videos": "creator_id status created_at content_sha256 deleted_at",
    "video_chunks": "creator_id video_id",
    "courses": "creator_id display_order",
    "course_modules": "course_id display_order",
    "chat_sessions": "student_id creator_id last_message_at",
    "chat_messages": "session_id created_at",
    "video_analytics": "video_id date",
    "usage_metrics": "creator_id date",
}
GIN = {"course_modules.video_ids", "chat_sessions.context_video_ids", "chat_messages.video_references"}
SEARCH = (
    "query_embedding extensions.vector, match_count integer DEFAULT 5, similarity_threshold double precision DEFAULT "
    "0.7, filter_video_ids uuid[] DEFAULT NULL::uuid[]",
    "TABLE(chunk_id uuid, video_id uuid, chunk_text text, start_seconds double precision, end_seconds double "
    "precision, similarity double precision)",
    False,
)
MEGABYTE = 1024 * 1024
BUCKETS = {
    "videos": (False, 500 * MEGABYTE, ["video/*", "audio/*"]),
    "thumbnails": (True, 5 * MEGABYTE, ["image/*"]),
    "user-uploads": (False, 500 * MEGABYTE, None),
}

COLUMNS: LiteralString = """
select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
  from pg_attribute a
 where a.attrelid = format('public.%%I', %(table)s::text)::regclass and a.attnum > 0 and not a.attisdropped
"""
UNIQUE: LiteralString = """
select c.relname || ' (' || array_to_string(array(
         select a.attname from unnest(i.indkey::int2[]) with ordinality as k (attnum, n)
           join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum order by n
       ), ', ') || ')' as key
  from pg_index i join pg_class c on c.oid = i.indrelid
 where i.indisunique and i.indpred is null and c.relnamespace = 'public'::regnamespace
"""
FOREIGN: LiteralString = """
select conrelid::regclass || ' ' || substring(pg_get_constraintdef(oid) from '\\(.*?\\)') || ' -> '
       || regexp_replace(substring(pg_get_constraintdef(oid) from 'REFERENCES (.*?\\))'), '\\(', ' (') as key
  from pg_constraint where contype = 'f' and cardinality(conkey) > 1 and connamespace = 'public'::regnamespace
"""
# The first column of each B-tree, and the second where the first is the tenant or what stands above the row.
LEADING: LiteralString = """
select c.relname as table_name, a.attname as column_name
  from pg_index i
  join pg_class c on c.oid = i.indrelid
  join pg_class x on x.oid = i.indexrelid
  join pg_am am on am.oid = x.relam and am.amname = 'btree'
  join pg_attribute a on a.attrelid = c.oid and a.attnum in (i.indkey[0], i.indkey[1])
 where c.relnamespace = 'public'::regnamespace and i.indisvalid
"""
INVERTED: LiteralString = """
select c.relname || '.' || a.attname as name
  from pg_index i
  join pg_class c on c.oid = i.indrelid
  join pg_class x on x.oid = i.indexrelid
  join pg_am am on am.oid = x.relam and am.amname = 'gin'
  join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
"""


def ask(database: ADatabase, statement: LiteralString, **values: Any) -> list[dict[str, Any]]:
    with psycopg.connect(database.url, row_factory=dict_row) as connection:
        connection.execute("set search_path = public")
        return connection.execute(statement, values).fetchall()


@pytest.mark.parametrize("table", FIELDS)
def test_every_field_is_there(database: ADatabase, table: str) -> None:
    there = {row["name"]: row["type"] for row in ask(database, COLUMNS, table=table)}
    for field in FIELDS[table].split():
        name, _, type_ = field.partition(":")
        assert name in there
        assert type_ in ("", there[name]), field


def test_times_are_in_double_precision_and_never_without_a_zone(database: ADatabase) -> None:
    for table in FIELDS:
        for row in ask(database, COLUMNS, table=table):
            if row["name"].endswith("_seconds"):
                assert row["type"] == "double precision", f"{table}.{row['name']}"
            if row["name"].endswith("_at"):
                assert row["type"] == "timestamp with time zone", f"{table}.{row['name']}"


def test_enums_have_these_values(database: ADatabase) -> None:
    statement: LiteralString = (
        "select t.typname as name, array_agg(e.enumlabel::text order by e.enumsortorder) as labels "
        "from pg_type t join pg_enum e on e.enumtypid = t.oid where t.typnamespace = 'public'::regnamespace group by 1"
    )
    assert {row["name"]: row["labels"] for row in ask(database, statement)} == ENUMS


def test_keys_hold_rows_apart_and_tenants_together(database: ADatabase) -> None:
    assert {row["key"] for row in ask(database, UNIQUE)} >= KEYS
    assert {row["key"] for row in ask(database, FOREIGN)} >= COMPOSITE_KEYS


def test_filtered_columns_are_indexed(database: ADatabase) -> None:
    there = {(row["table_name"], row["column_name"]) for row in ask(database, LEADING)}
    wanted = {(table, column) for table, columns in FILTERED.items() for column in columns.split()}
    assert wanted - there == set()
    assert {row["name"] for row in ask(database, INVERTED)} >= GIN


def test_tables_with_updated_at_have_the_trigger_that_keeps_it(database: ADatabase) -> None:
    statement: LiteralString = (
        "select c.relname as name, exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgtype & 19 = 19 "
        "and t.tgfoid = 'public.update_updated_at_column'::regproc) as kept from pg_class c "
        "join pg_attribute a on a.attrelid = c.oid and a.attname = 'updated_at' "
        "where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
    )
    rows = ask(database, statement)
    assert len(rows) >= 8
    assert [row["name"] for row in rows if not row["kept"]] == []


def test_search_is_called_as_before_and_runs_as_its_caller(database: ADatabase) -> None:
    statement: LiteralString = (
        "select pg_get_function_arguments(oid) as takes, pg_get_function_result(oid) as gives, prosecdef "
        "from pg_proc where proname = 'search_video_chunks'"
    )
    assert [tuple(row.values()) for row in ask(database, statement)] == [SEARCH]


def test_the_view_counts_and_tells(database: ADatabase) -> None:
    columns: Sequence[str] = [row["name"] for row in ask(database, COLUMNS, table="vector_index_stats")]
    assert columns == [
        "total_chunks", "chunks_with_embeddings", "embedding_coverage_percent", "chunks_by_model", "index_method",
        "rows_at_build", "rows_now", "rebuild_due", "built_at",
    ]  # fmt: skip


def test_buckets_are_as_specified(database: ADatabase) -> None:
    rows = ask(database, "select id, public, file_size_limit, allowed_mime_types from storage.buckets")
    assert {row["id"]: tuple(row.values())[1:] for row in rows} == BUCKETS


def test_the_databases_page_names_every_table_view_and_bucket(database: ADatabase, repository: Path) -> None:
    page = (repository / "docs" / "reference" / "database.md").read_text()
    statement: LiteralString = (
        "select relname as name from pg_class where relkind in ('r', 'v') "
        "and relnamespace::regnamespace::text in ('public', 'private') union all select id from storage.buckets"
    )
    assert {row["name"] for row in ask(database, statement) if f"`{row['name']}`" not in page} == set()
