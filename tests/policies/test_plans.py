"""Policies are cheap: frequent statements use an index, and the caller is looked up once, not per row."""

# ruff: noqa: S608 - the statements are put together from what stands here

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from hashlib import md5
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from chronos.db import embedded, load_queries
from chronos.db.pool import ENTER
from chronos.model import Actor, CreatorId, StudentId
from tests.conftest import ADatabase, create_database, drop_database
from tests.factories import as_creator, as_staff, as_student

# Fifty creators with fifty students, fifty videos and two hundred chunks each.
WORLD: LiteralString = """
set local session_replication_role = replica;
create function pg_temp.made(kind text, number bigint) returns uuid language sql immutable
  return md5(kind || number)::uuid;
insert into creators (id, name) select pg_temp.made('creator', c), 'Creator' from generate_series(0, 49) c;
insert into staff (id, creator_id, name, role)
  select id, id, name, 'owner' from creators
   union all
  select pg_temp.made('staff', s), pg_temp.made('creator', s % 50), 'Staff',
         case when s < 50 then 'editor' else 'viewer' end::staff_role
    from generate_series(0, 2449) s;
insert into students (id, creator_id, name)
  select pg_temp.made('student', s), pg_temp.made('creator', s % 50), 'Student' from generate_series(0, 2499) s;
insert into videos (id, creator_id, title, status, description, storage_path)
  select pg_temp.made('video', v), pg_temp.made('creator', v % 50), 'Video', 'completed', repeat('about this ', 15),
         pg_temp.made('creator', v % 50) || '/' || pg_temp.made('video', v) || '/source.mp4'
    from generate_series(0, 2499) v;
insert into video_chunks (video_id, creator_id, chunk_index, chunk_text, start_seconds, end_seconds, word_starts,
                          is_visible)
  select pg_temp.made('video', v), pg_temp.made('creator', v % 50), c, repeat('what is said ', 10), 0, 1, '{0}', true
    from generate_series(0, 2499) v, generate_series(0, 3) c;
insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, word_ends)
  select pg_temp.made('video', v), w, w + 1, '{one}', '{0}', '{1}'
    from generate_series(0, 2499) v, generate_series(0, 3) w;
insert into private.video_status_changes (video_id, to_status)
  select pg_temp.made('video', v), 'pending' from generate_series(0, 2499) v, generate_series(0, 3);
insert into courses (id, creator_id, title, is_published)
  select pg_temp.made('course', c), pg_temp.made('creator', c % 50), 'Course', true from generate_series(0, 1499) c;
insert into course_modules (course_id, title, video_ids, opens_after_days)
  select pg_temp.made('course', c), 'Module', array[pg_temp.made('video', c)],
         case when m = 0 then 9 when m = 1 then 0 end
    from generate_series(0, 1499) c, generate_series(0, 3) m;
insert into chat_sessions (id, student_id, creator_id)
  select pg_temp.made('session', s), pg_temp.made('student', s % 2500), pg_temp.made('creator', s % 50)
    from generate_series(0, 4999) s;
insert into notes (student_id, creator_id, video_id, at_seconds, content, terms)
  select pg_temp.made('student', s), pg_temp.made('creator', s % 50), pg_temp.made('video', s % 50 + 50 * n), 0,
         repeat('what was noted ', 5), array['term' || n]
    from generate_series(0, 2499) s, generate_series(0, 3) n;
insert into chat_messages (session_id, role, content, video_references)
  select pg_temp.made('session', s), case m % 2 when 0 then 'user' else 'assistant' end::message_role,
         repeat('what was said ', 5),
         case when m % 2 = 0 then '[]' else
           jsonb_build_array(jsonb_build_object('video_id', pg_temp.made('video', s % 50))) end
    from generate_series(0, 4999) s, generate_series(0, 3) m;
insert into video_analytics (video_id, date)
  select pg_temp.made('video', v), date '2025-01-01' + d from generate_series(0, 2499) v, generate_series(0, 7) d;
insert into video_progress (student_id, video_id, creator_id, heard)
  select pg_temp.made('student', s), pg_temp.made('video', s % 50 + 50 * n), pg_temp.made('creator', s % 50), '{[0,9)}'
    from generate_series(0, 2499) s, generate_series(0, 3) n;
insert into private.creator_days (creator_id, date)
  select pg_temp.made('creator', c), date '2025-01-01' + d from generate_series(0, 49) c, generate_series(0, 99) d;
insert into private.student_days (creator_id, student_id, watched)
  select pg_temp.made('creator', s % 50), pg_temp.made('student', s), '{[2025-01-01,2025-02-01)}'
    from generate_series(0, 2499) s;
insert into private.asked_questions (message_id, student_id, creator_id, asked_at, is_covered)
  select m.id, s.student_id, s.creator_id, '2025-01-09', true
    from chat_messages m join chat_sessions s on s.id = m.session_id;
insert into usage_metrics (creator_id, date)
  select pg_temp.made('creator', c), date '2025-01-01' + d from generate_series(0, 49) c, generate_series(0, 99) d;
insert into evaluation_cases (creator_id, question)
  select pg_temp.made('creator', e % 50), 'Question ' || e from generate_series(0, 2499) e;
insert into private.uploads (creator_id, bucket_id, object_name, length_bytes, content_type)
  select pg_temp.made('creator', u % 50), 'videos', 'a/b', 1, 'video/mp4' from generate_series(0, 2499) u;
-- What search derives: of every video a document, eight sentences, four terms.
insert into private.search_documents (video_id, creator_id, title, chunk_lengths, is_visible)
  select id, creator_id, title, '\\x00020002', true from videos;
insert into private.search_sentences (video_id, creator_id, sentence_index, chunk_index, first_word, last_word,
                                      start_seconds, end_seconds, sentence_text, embedding, is_visible)
  select id, creator_id, s, s / 2, s, s + 1, s, s + 1, 'What is said.', array_fill(0.1, array[48])::real[]::halfvec,
         true
    from videos, generate_series(0, 7) s;
insert into private.search_terms (creator_id, term, video_id, postings, is_visible)
  select creator_id, 'term' || t, id, '\\x0000000100000101', true from videos, generate_series(0, 3) t;
insert into storage.objects (bucket_id, name)
  select 'videos', creator_id || '/' || id || '/source.mp4' from videos
"""

# A vector for every chunk of a fifth of the creators, with the two callers among them.
VECTORS: LiteralString = """
update video_chunks
   set embedding = array_fill(0.1, array[1536])::real[]::vector, embedding_model = 'test'
 where creator_id in (select md5('creator' || c)::uuid from generate_series(2, 49, 5) c)
"""

# All statements of search, except the look-up of the caller and two short lists.
SEARCHES: Mapping[str, LiteralString] = {
    name: statement
    for name, statement in load_queries("chronos.search").items()
    if name not in ("asking_library", "course_videos", "get_course", "record_request")
}
# Of analytics, those that ask the tables of all creators directly.
VIEWS: Mapping[str, LiteralString] = {
    name: load_queries("chronos.analytics")[name]
    for name in ("overview_totals", "overview_days", "video_curve", "count_asked", "list_asked")
}
QUESTION = "array_fill(0.1, array[1536])::real[]::vector"
STATEMENTS: Mapping[str, LiteralString] = {
    "student, a video": "select title from videos where id = %(video)s",
    "student, the library": "select id, title from videos where deleted_at is null order by created_at desc, id desc "
    "limit 20",
    "student, all chunks": "select id from video_chunks",
    "student, chunks of a video": "select chunk_text from video_chunks where video_id = %(video)s",
    "student, words": "select words from private.transcript_windows where video_id = %(video)s order by start_seconds",
    "student, the courses": "select id, title from courses order by display_order, id",
    "student, all modules": "select id from course_modules",
    "student, courses with modules": "select c.id, m.id from courses c join course_modules m on m.course_id = c.id",
    "student, the sessions": "select id from chat_sessions order by created_at desc, id desc limit 20",
    "student, the messages": "select content from chat_messages where session_id = %(session)s order by created_at, id",
    "student, a question": "insert into chat_messages (session_id, role, content) values (%(session)s, 'user', 'Why?')",
    "student, itself": "select id, name from students",
    "student, a file": "select id from storage.objects where bucket_id = 'videos' and name = %(file)s",
    "creator, the library": "select id, title from videos order by created_at desc, id desc limit 20",
    "creator, by status": "select id from videos where status = 'failed'",
    "creator, all chunks": "select count(*) from video_chunks",
    "creator, the students": "select id, name from students",
    "creator, all sessions": "select id from chat_sessions",
    "creator, the messages": "select content from chat_messages where session_id = %(session)s",
    "creator, analytics": "select date, sum(views) from video_analytics group by date",
    "creator, usage": "select * from usage_metrics order by date desc limit 30",
    "creator, history": "select * from private.video_status_changes where video_id = %(video)s order by id",
    "creator, a new title": "update videos set title = 'New' where id = %(video)s",
    "creator, stats": "select * from vector_index_stats",
    "creator, the staff": "select id, name, role from staff",
    "editor, the library": "select id, title from videos order by created_at desc, id desc limit 20",
    "editor, a new title": "update videos set title = 'New' where id = %(video)s",
    "editor, itself": "select name, role from staff where id = auth.uid()",
    "creator, its cases": "select question from evaluation_cases order by created_at",
    "creator, its uploads": "select id, object_name from private.uploads where expires_at > now()",
    **{f"student, {name.replace('_', ' ')}": statement for name, statement in SEARCHES.items()},
    **{f"creator, {name.replace('_', ' ')}": statement for name, statement in VIEWS.items()},
}
# Functions, whose statements no plan shows.
CALLS: Mapping[str, LiteralString] = {
    "student, the nearest chunks": f"select * from search_video_chunks({QUESTION}, 10, -1)",
    "student, the nearest of a video": f"select * from search_video_chunks({QUESTION}, 10, -1, "
    "array[%(video)s]::uuid[])",
    "creator, the nearest chunks": f"select * from search_video_chunks({QUESTION}, 10, -1)",
    "student, which library": "select * from private.asking_library()",
    "student, one question more": "select private.take_rate_token('search')",
    "creator, what may be stored": "select * from private.storage_allowance()",
    "creator, a retry": "select private.retry_video(%(video)s)",
    "creator, a module": "insert into course_modules (course_id, title, video_ids) "
    "select id, 'New', array[%(video)s]::uuid[] from courses order by display_order, id limit 1",
    "creator, unpublished": "update videos set is_published = false where id = %(video)s",
    "creator, removed": "update videos set deleted_at = now() where id = %(video)s",
}


def _made(kind: str, number: int) -> UUID:
    return UUID(md5(f"{kind}{number}".encode(), usedforsecurity=False).hexdigest())


ACTORS: Mapping[str, Actor] = {
    "student": as_student(StudentId(_made("student", 7))),
    "creator": as_creator(CreatorId(_made("creator", 7))),
    "editor": as_staff(CreatorId(_made("creator", 7)), _made("staff", 7)),
}
PARAMETERS = {
    "video": _made("video", 7),
    "session": _made("session", 7),
    "file": f"{_made('creator', 7)}/{_made('video', 7)}/source.mp4",
    # Of analytics:
    "id": _made("video", 7),
    "first": date(2025, 1, 1),
    "last": date(2025, 1, 31),
    "starts": datetime(2025, 1, 1, tzinfo=UTC),
    "ends": datetime(2025, 2, 1, tzinfo=UTC),
    "gaps": False,
    "students": 50,
    **dict.fromkeys(("viewers", "askers", "searchers"), 50),
    # Of search:
    "vector": str([0.1] * 48),
    "model": "test",
    "padded_vector": str([0.1] * 1536),
    "with_texts": True,
    "within": None,
    "video_ids": [_made("video", 7), _made("video", 57)],
    "chunks": [0, 1],
    "sentences": [0, 1],
    "from_seconds": [0.0, 10.0],
    "to_seconds": [80.0, 90.0],
    "terms": ["term0", "term1"],
    "text": "said",
    "limit": 60,
    "words": [0, 1],
    "stems": ["term0", "term1"],
    "language": None,
    "since": None,
    "before": None,
}


@pytest.fixture(scope="module")
def crowded(server: embedded.EmbeddedServer, migrated: str) -> Iterator[ADatabase]:
    """A database with enough tenants for a plan to matter."""
    made = create_database(server, "crowded", migrated)
    with psycopg.connect(made.superuser_url, autocommit=True) as connection:
        connection.execute("set search_path = public, extensions")
        # Vacuum marks a page as all-visible only after its commits are flushed; plans depend on it.
        connection.execute("set synchronous_commit = on")
        with connection.transaction():
            connection.execute(WORLD)
            connection.execute(VECTORS)
        connection.execute("vacuum analyze")
    yield made
    drop_database(server, made.name)


def _enter(connection: psycopg.Connection[Any], actor: Actor) -> None:
    connection.execute(ENTER, {"role": actor.role, "claims": Jsonb(dict(actor.claims)), "timeout": "8s"})


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)


@pytest.mark.parametrize("case", STATEMENTS)
def test_frequent_statements_use_an_index(crowded: ADatabase, case: str) -> None:
    with psycopg.connect(crowded.login_url) as connection:
        _enter(connection, ACTORS[case.split(",")[0]])
        cursor = connection.execute(f"explain (format json, analyze) {STATEMENTS[case]}".encode(), PARAMETERS)
        row = cursor.fetchone()
        connection.rollback()
    assert row
    nodes = list(_nodes(row[0][0]["Plan"]))
    scanned = [node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"]
    assert scanned == [], json.dumps(row[0], indent=1)
    once = [node for node in nodes if node.get("Parent Relationship") == "InitPlan"]
    assert once
    assert all(node["Actual Loops"] <= 1 for node in once)


@pytest.mark.parametrize("case", STATEMENTS)
def test_the_caller_is_looked_up_once(crowded: ADatabase, case: str) -> None:
    actor = ACTORS[case.split(",")[0]]
    with psycopg.connect(crowded.superuser_url) as connection:
        connection.execute("set track_functions = 'all'")
        _enter(connection, actor)
        connection.execute(STATEMENTS[case], PARAMETERS)
        connection.execute("reset role")
        calls: dict[str, int | None] = dict(
            connection.execute(
                "select p.proname, pg_stat_get_xact_function_calls(p.oid) from pg_proc p "
                "where p.pronamespace = 'private'::regnamespace "
                "and (p.proname like 'act%%' or p.proname = 'asking_student')"
            ).fetchall()
        )
        connection.rollback()
    counted = {name: count for name, count in calls.items() if count}
    assert counted
    # A statement reads up to three tables, each with its own policy; so do those in the functions that it calls.
    called = 3 if "nearest_chunks" in STATEMENTS[case] else 0
    # What courses mean for a student is asked twice for each: whether it sees the library, and what is locked there.
    asked = counted.pop("asking_student", 0)
    assert max(counted.values()) <= 6 + called, counted
    assert asked <= 8 + 2 * called


@pytest.mark.parametrize("case", [*STATEMENTS, *CALLS])
def test_no_large_table_is_scanned(crowded: ADatabase, case: str) -> None:
    """By the server's own counters, which include functions, triggers and policies."""
    with psycopg.connect(crowded.superuser_url) as connection:
        # A table of a page or two is always scanned.
        large = "c.relpages > 2 and c.relnamespace::regnamespace::text in ('public', 'private', 'storage')"
        counted: LiteralString = (
            "select c.oid::regclass::text, pg_stat_get_xact_numscans(c.oid) from pg_class c "
            f"where c.relkind = 'r' and {large}"
        )
        _enter(connection, ACTORS[case.split(",")[0]])
        cursor = connection.execute({**STATEMENTS, **CALLS}[case], PARAMETERS)
        assert cursor.rowcount > 0 or case in ("creator, by status", "creator, a retry")
        connection.execute("reset role")
        scans: dict[str, int] = dict(connection.execute(counted).fetchall())
        connection.rollback()
    assert len(scans) > 15
    assert {table: count for table, count in scans.items() if count} == {}
