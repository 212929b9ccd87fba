"""No statement of a tenant depends on, reveals or changes the rows of another.

Rows, counts and errors are the same whether other tenants exist or not.
"""

# ruff: noqa: S608 - the statements are made of constants of this file

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any, LiteralString
from uuid import UUID, uuid4

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from chronos.db import Database, Tx, load_queries
from chronos.model import Actor, CreatorId, StudentId, VideoId
from tests.factories import (
    SEARCHED,
    STEPS,
    a_creator,
    a_session,
    a_staff_member,
    a_student,
    a_video,
    as_creator,
    as_staff,
    as_student,
    some_chunks,
    some_search_rows,
)

# Random tenants -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VideoPlan:
    """A video to create."""

    status: str
    is_published: bool
    is_deleted: bool


@dataclass(frozen=True)
class TenantPlan:
    """A creator to create, with the numbers of its rows."""

    students: int
    inactive_students: int
    videos: Sequence[VideoPlan]
    courses: Sequence[bool]
    sessions: int


videos = st.builds(
    VideoPlan, st.sampled_from(["completed", *STEPS, "failed"]), st.booleans(), st.sampled_from([False, False, True])
)
tenants = st.builds(
    TenantPlan,
    st.integers(0, 2),
    st.integers(0, 1),
    st.lists(videos, min_size=1, max_size=3),
    st.lists(st.booleans(), min_size=1, max_size=2),
    st.integers(0, 2),
)


@dataclass
class Tenant:
    """The created rows."""

    creator: CreatorId
    staff: list[UUID]
    students: list[StudentId]
    videos: list[VideoId]
    courses: list[UUID]
    sessions: list[str]


# Statements to try --------------------------------------------------------------------------------------------------

READABLE = (
    "creators", "staff", "students", "videos", "video_chunks", "courses", "course_modules", "chat_sessions",
    "chat_messages", "video_analytics", "usage_metrics", "evaluation_cases", "vector_index_stats",
    "private.transcript_windows", "private.video_status_changes", "private.video_pictures", "private.library_versions",
    "private.vector_index_builds", "private.uploads", "storage.objects", "storage.buckets", *SEARCHED,
)  # fmt: skip
QUESTION = "(array[1] || array_fill(0, array[1535]))::real[]::vector"
STATEMENTS: Sequence[LiteralString] = (
    *(f"select * from {table}" for table in READABLE),
    *(f"select count(*) from {table}" for table in READABLE),
    "select * from creators where id = %(creator)s",
    "select * from students where id = %(student)s or creator_id = %(creator)s",
    "select * from videos where id = %(video)s",
    "select * from videos where content_sha256 = %(sha)s",
    "select * from video_chunks where video_id = %(video)s",
    "select count(*), max(chunk_index) from video_chunks where creator_id = %(creator)s",
    "select * from courses where id = %(course)s",
    "select * from course_modules where course_id = %(course)s or %(video)s = any (video_ids)",
    "select * from chat_sessions where id = %(session)s or student_id = %(student)s",
    "select * from chat_messages where session_id = %(session)s",
    "select * from video_analytics where video_id = %(video)s",
    "select sum(ai_credits_used) from usage_metrics",
    "select name from storage.objects where name like %(creator)s || '/%%'",
    "select v.title, count(c.id) from videos v left join video_chunks c on c.video_id = v.id group by v.id, v.title",
    "select exists (select from videos where id = %(video)s)",
    # The titles of the first tenant alone are numbers: the cast fails on a row of another.
    "select id from videos where title::integer > 0",
    "select id from courses where 1 / (title::integer - 1) is null",
    f"select * from search_video_chunks({QUESTION}, 50, -1)",
    f"select * from search_video_chunks({QUESTION}, 50, -1, array[%(video)s]::uuid[])",
    "select private.asking_library()",
    *load_queries("chronos.search").values(),  # all statements of search
    "select * from private.search_sentences where creator_id = %(creator)s order by embedding <#> '[1,0]' limit 5",
    "select term, sum(octet_length(postings)) from private.search_terms group by term",
    "select sum(version) from private.library_versions",
    f"select private.nearest_of_all({QUESTION}, 5, null), private.nearest_of_all({QUESTION}, 5, 4)",
    f"select private.nearest_of_own({QUESTION}, 5, 4, %(creator)s::uuid)",
    f"select count(*) from unnest(private.nearest_by_signs({QUESTION}, 50, null)) as id",
    f"select private.nearest_by_signs({QUESTION}, 50, array[%(video)s]::uuid[])",
    f"select private.nearest_chunks({QUESTION}, 50, null)",
    f"select private.nearest_chunks({QUESTION}, 50, array[%(video)s]::uuid[])",
    "select private.usable_vector_index(), private.vector_index_state()",
    "select private.large_tenants()",
    "select private.storage_allowance()",
    "update private.rate_buckets set tokens = 0",
    "select private.public_object('thumbnails', %(creator)s || '/thumbnail.png')",
    "select * from private.uploads where creator_id = %(creator)s or video_id = %(video)s",
    "select private.acting_creator(), private.acting_student(), private.acting_tenant(), private.acts_as_creator()",
    "select private.retry_video(%(video)s)",
    "select private.import_video(%(video)s, 'https://example.com/a.mp4', null, null, null, false)",
    "select * from private.imports",
    "insert into private.imports (video_id, url) values (%(video)s, 'https://example.com/a.mp4')",
    "select private.enqueue_stage(%(video)s, 'probe') is null",
    "select private.failed_status(%(video)s)",
    "update creators set settings = '{}'",
    "update creators set name = 'Me' where id = %(creator)s",
    "update staff set name = 'Me', role = 'owner' where creator_id = %(creator)s",
    "insert into staff (creator_id, name, email, role) values (%(creator)s, 'Me', 'editor@example.com', 'owner')",
    "select private.acting_staff(), private.editing_creator(), private.owning_creator()",
    "update students set preferences = '{}'",
    "update students set name = 'Me' where id = %(student)s",
    "update videos set title = '7'",
    "update videos set deleted_at = now(), is_published = false where id = %(video)s",
    "update courses set title = '7' where id = %(course)s",
    "update course_modules set video_ids = array[%(video)s]::uuid[]",
    "update course_modules set title = '7' where course_id = %(course)s",
    "update chat_sessions set title = '7', context_video_ids = array[%(video)s]::uuid[]",
    "update chat_sessions set title = '7' where id = %(session)s",
    "update evaluation_cases set question = '7' where video_id = %(video)s",
    "update evaluation_cases set video_id = %(video)s, at_seconds = 1",
    "update private.uploads set completed_at = now(), video_id = %(video)s",
    "update private.search_sentences set sentence_text = '7'",
    "update storage.objects set metadata = '{}'",
    "update storage.objects set name = %(creator)s || '/taken.mp4'",
    "delete from videos",
    "delete from videos where id = %(video)s",
    "delete from courses where id = %(course)s",
    "delete from course_modules",
    "delete from chat_sessions",
    "delete from chat_sessions where id = %(session)s",
    "delete from evaluation_cases",
    "delete from private.search_terms",
    "delete from private.uploads where creator_id = %(creator)s",
    "delete from storage.objects",
    "insert into videos (creator_id, title, content_sha256) values (%(creator)s, '7', %(sha)s)",
    "insert into videos (creator_id, title, content_sha256) values (%(own)s, '7', %(sha)s)",
    "insert into videos (creator_id, title, storage_path) "
    "values (%(own)s, '7', %(creator)s || '/' || %(video)s || '/x')",
    "insert into courses (creator_id, title) values (%(creator)s, '7')",
    "insert into course_modules (course_id, title, video_ids) values (%(course)s, '7', array[%(video)s]::uuid[])",
    "insert into course_modules (course_id, title, video_ids) select id, '7', array[%(video)s]::uuid[] from courses",
    "insert into evaluation_cases (creator_id, question) values (%(creator)s, '7')",
    "insert into evaluation_cases (creator_id, question, video_id, at_seconds) values (%(own)s, '7', %(video)s, 1)",
    "insert into evaluation_cases (creator_id, question) values (%(own)s, 'Why?')",  # its own has the same
    "insert into private.uploads (creator_id, bucket_id, object_name, length_bytes, content_type) "
    "values (%(creator)s, 'user-uploads', 'new.pdf', 1, 'application/pdf')",
    "insert into chat_sessions (student_id, creator_id) values (%(student)s, %(creator)s)",
    "insert into chat_sessions (student_id, creator_id) select id, %(creator)s from students",
    "insert into chat_messages (session_id, role, content) values (%(session)s, 'user', 'Why?')",
    "insert into chat_messages (session_id, role, content) values (%(session)s, 'assistant', 'So.')",
    "insert into storage.objects (bucket_id, name) values ('videos', %(creator)s || '/new.mp4')",
    "insert into storage.objects (bucket_id, name) values ('videos', %(own)s || '/new.mp4') "
    "on conflict (bucket_id, name) do update set metadata = '{}'",
)

# Every row of all tenants but one, as text: what must not change.
FINGERPRINTS: LiteralString = " union all ".join(
    f"select '{table}' as name, count(*) as rows, sum(hashtextextended(t::text, 0)) as content "
    f"from {table} t where {owner}"
    for table, owner in {
        "creators": "id <> %(own)s",
        "students": "creator_id <> %(own)s",
        "videos": "creator_id <> %(own)s",
        "video_chunks": "creator_id <> %(own)s",
        "courses": "creator_id <> %(own)s",
        "course_modules": "course_id in (select id from courses where creator_id <> %(own)s)",
        "chat_sessions": "creator_id <> %(own)s",
        "chat_messages": "session_id in (select id from chat_sessions where creator_id <> %(own)s)",
        "video_analytics": "video_id in (select id from videos where creator_id <> %(own)s)",
        "usage_metrics": "creator_id <> %(own)s",
        "evaluation_cases": "creator_id <> %(own)s",
        "private.library_versions": "creator_id <> %(own)s",
        "private.uploads": "creator_id <> %(own)s",
        "private.transcript_windows": "video_id in (select id from videos where creator_id <> %(own)s)",
        **dict.fromkeys(SEARCHED, "creator_id <> %(own)s"),
        "private.video_pictures": "video_id in (select id from videos where creator_id <> %(own)s)",
        "private.video_status_changes": "video_id in (select id from videos where creator_id <> %(own)s)",
        "private.rate_buckets": "owner_id in (select id from creators where id <> %(own)s union all "
        "select id from students where creator_id <> %(own)s)",
        "storage.objects": "(storage.foldername(name))[1] <> %(own)s::text",
        "jobs.procrastinate_jobs": "args ->> 'video_id' in (select id::text from videos where creator_id <> %(own)s)",
    }.items()
)

# Syntax, column, function, table, type, a parameter without a type.
MISSPELT = {"42601", "42703", "42883", "42P01", "42804", "42P18"}

Outcome = tuple[Any, ...]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans=st.lists(tenants, min_size=2, max_size=3), choices=st.randoms(use_true_random=False))
def test_other_tenants_make_no_difference(
    tenants_db: Database, runner: asyncio.Runner, plans: list[TenantPlan], choices: Random
) -> None:
    runner.run(_example(tenants_db, plans, choices))


class _Undo(Exception):
    """Roll an example back."""


async def _example(db: Database, plans: list[TenantPlan], choices: Random) -> None:
    with suppress(_Undo):
        async with db.as_service("test") as tx:
            made = [await _make(tx, plan, number) for number, plan in enumerate(plans)]
            own, others = made[0], made[1:]
            actor = choices.choice(_actors(own))
            asked = [(statement, _slots(own, choices.choice(others), choices)) for statement in STATEMENTS]
            before = await tx.fetch(FINGERPRINTS, {"own": own.creator})
            with_others = [await _attempt(tx, actor, own, before, *ask) for ask in asked]
            await _remove_all_but(tx, own)
            nothing = await tx.fetch(FINGERPRINTS, {"own": own.creator})
            for (statement, slots), expected in zip(asked, with_others, strict=True):
                assert await _attempt(tx, actor, own, nothing, statement, slots) == expected, (statement, slots)
            raise _Undo


async def _attempt(
    tx: Tx, actor: Actor, own: Tenant, others: list[dict[str, Any]], statement: LiteralString, slots: dict[str, Any]
) -> Outcome:
    """Return the actor's result; check that the other tenants' rows are unchanged, and roll back."""
    await tx.execute("savepoint attempt")
    await tx.fetch(
        "select set_config('request.jwt.claims', %(claims)s::text, true), "
        "set_config('storage.allow_delete_query', 'true', true), set_config('role', %(role)s, true)",
        {"claims": Jsonb(dict(actor.claims)), "role": actor.role},
    )
    try:
        cursor = await tx._connection.execute(statement, slots)
        rows = await cursor.fetchall() if cursor.description else []
        outcome: Outcome = (cursor.rowcount, sorted(map(repr, rows)))
        if not statement.startswith("select * from "):  # other statements may change rows
            await tx.execute("set local role service_role")
            assert await tx.fetch(FINGERPRINTS, {"own": own.creator}) == others, (statement, slots)
    except psycopg.Error as error:
        # An invalid statement would have the same result for all. The assistant may not use pgvector.
        if error.sqlstate is None or (error.sqlstate in MISSPELT and actor.role == "authenticated"):
            raise AssertionError(f"misspelt: {statement}") from error
        outcome = (error.sqlstate, error.diag.message_primary, error.diag.message_detail, error.diag.context)
    await tx.execute("rollback to savepoint attempt")
    return outcome


def _actors(own: Tenant) -> list[Actor]:
    """Actors; an inactive student sees nothing at all."""
    students = [as_student(student) for student in own.students]
    voices = [Actor("chronos_assistant", subject=student, student_id=student) for student in own.students]
    staff = [as_staff(own.creator, member) for member in (*own.staff, uuid4())]
    return [as_creator(own.creator), *staff, *students, *voices[:1]]


def _slots(own: Tenant, other: Tenant, choices: Random) -> dict[str, Any]:
    """Ids for the statements: another tenant's, sometimes one of the own tenant or an unknown one."""

    def pick(name: str) -> Any:
        tenant = choices.choice([other, other, other, own, None])
        return choices.choice((getattr(tenant, name) if tenant else None) or [uuid4()])

    return {
        "own": own.creator,
        "creator": str(choices.choice([other, other, other, own]).creator),
        "student": pick("students"),
        "video": pick("videos"),
        "course": pick("courses"),
        "session": pick("sessions"),
        "sha": choices.choice([own, other, other]).creator.hex * 2,
        **_search_slots(pick, choices),
    }


def _search_slots(pick: Callable[[str], Any], choices: Random) -> dict[str, Any]:
    """Parameters of the statements of search: chunks and sentences of two videos, in every scope."""
    asked = [pick("videos"), pick("videos")]
    return {
        "vector": "[1,0]",
        "model": "test",
        "padded_vector": str([1.0, *[0.0] * 1535]),
        "with_texts": True,
        "within": choices.choice([None, asked]),
        "video_ids": asked,
        "kind": choices.choice(["search", "ask"]),
        "chunks": [0, 0],
        "sentences": [0, 0],
        "from_seconds": [0, 0],
        "to_seconds": [60, 60],
        "terms": ["one", "two"],
        "text": "one",
        "words": [0, 0],
        "stems": ["one", "secret"],
        **dict.fromkeys(("language", "since", "before")),
        "limit": 60,
        "course_id": pick("courses"),
    }


async def _remove_all_but(tx: Tx, own: Tenant) -> None:
    await tx.fetch("select set_config('storage.allow_delete_query', 'true', true)")
    await tx.execute("delete from creators where id <> %(own)s", {"own": own.creator})
    await tx.execute(
        "delete from storage.objects where (storage.foldername(name))[1] <> %(own)s::text", {"own": own.creator}
    )


async def _make(tx: Tx, plan: TenantPlan, number: int) -> Tenant:
    creator = await a_creator(tx, name=f"Creator {number}")
    students = [await a_student(tx, creator) for _ in range(plan.students)]
    students += [await a_student(tx, creator, is_active=False) for _ in range(plan.inactive_students)]
    # Only the first tenant's titles are numbers.
    title = "1" if number == 0 else "secret"
    made = [await _make_video(tx, creator, video, title, index) for index, video in enumerate(plan.videos)]
    courses = [await _make_course(tx, creator, published, title, made) for published in plan.courses]
    for student in students:
        await tx.execute(
            "insert into notes (student_id, creator_id, video_id, at_seconds, content, terms) "
            "values (%(student)s, %(creator)s, %(video)s, 1, %(title)s, '{one,secret}')",
            {"student": student, "creator": creator, "video": made[0], "title": title},
        )
    sessions = [await a_session(tx, creator, student) for student in students for _ in range(plan.sessions)]
    for session in sessions:
        await tx.execute(
            "insert into chat_messages (session_id, role, content) values (%(id)s, 'user', 'Why?'), "
            "(%(id)s, 'assistant', 'So.')",
            {"id": session},
        )
    await tx.execute(
        "insert into usage_metrics (creator_id, date, ai_credits_used) values (%(id)s, '2025-01-01', %(credits)s)",
        {"id": creator, "credits": number + 1},
    )
    await tx.execute(
        "insert into private.uploads (creator_id, bucket_id, object_name, length_bytes, content_type, video_id) "
        "values (%(id)s, 'videos', 'new.mp4', %(length)s, 'video/mp4', %(video)s)",
        {"id": creator, "length": 1000 * (number + 1), "video": made[0]},
    )
    staff = [await a_staff_member(tx, creator, role, email=f"{role}@example.com") for role in ("editor", "viewer")]
    return Tenant(creator, staff, students, made, courses, sessions)


async def _make_video(tx: Tx, creator: CreatorId, plan: VideoPlan, title: str, index: int) -> VideoId:
    video = await a_video(tx, creator, title=title, status=plan.status, is_published=plan.is_published)
    # No two chunks of a tenant are equally near: a graph that was built at random would order those.
    vectors = [[1.0, index / 10], [0.5, 0.5 + index / 10]]
    await some_chunks(tx, creator, video, ["one two", "three"], vectors=vectors)
    parameters = {"id": video, "deleted": plan.is_deleted, "sha": creator.hex * 2 if index == 0 else None}
    await tx.execute(
        "update videos set content_sha256 = %(sha)s, deleted_at = case when %(deleted)s then now() end "
        "where id = %(id)s",
        parameters,
    )
    await tx.execute("insert into video_analytics (video_id, date, views) values (%(id)s, '2025-01-01', 3)", parameters)
    await some_search_rows(tx, creator, video)
    await tx.execute("update private.search_sentences set embedding = '[1,0]' where video_id = %(id)s", parameters)
    await tx.execute("update private.search_documents set embedding_model = 'test' where video_id = %(id)s", parameters)
    await tx.execute(
        "insert into evaluation_cases (creator_id, question, video_id, at_seconds) "
        "select creator_id, case %(index)s when 0 then 'Why?' else id::text end, id, 1 from videos where id = %(id)s",
        parameters | {"index": index},
    )
    await tx.execute("insert into private.video_pictures (video_id) values (%(id)s)", parameters)
    await tx.execute(
        "insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, word_ends) "
        "values (%(id)s, 0, 60, '{one}', '{0}', '{1}')",
        parameters,
    )
    await tx.execute(
        "insert into storage.objects (bucket_id, name) select 'videos', storage_path from videos where id = %(id)s",
        parameters,
    )
    return video


async def _make_course(tx: Tx, creator: CreatorId, is_published: bool, title: str, made: list[VideoId]) -> UUID:
    row = await tx.fetch_one(
        "insert into courses (creator_id, title, is_published) values (%(creator)s, %(title)s, %(published)s) "
        "returning id",
        {"creator": creator, "title": title, "published": is_published},
    )
    assert row
    await tx.execute(
        "insert into course_modules (course_id, title, video_ids) values (%(course)s, %(title)s, "
        "array(select id from videos where id = any (%(videos)s) and deleted_at is null))",
        {"course": row["id"], "title": title, "videos": made},
    )
    return UUID(str(row["id"]))
