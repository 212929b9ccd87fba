"""What does Row Level Security cost? Run: python bench/rls.py [directory of a database to keep]

The most frequent statements, each as its actor under the policies and as the owner without them, where the
statement names the tenant itself; in a transaction of its own, as every request has one. 200,000 chunks of 142
creators: one has 50,000, one 10,000, the others 1,000 each.
"""

import asyncio
import hashlib
import json
import os
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import numpy as np
import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types.json import Jsonb
from rich.console import Console
from rich.progress import track
from rich.table import Table

from chronos.db import embedded, load_queries, migrate
from chronos.db.pool import ENTER
from chronos.db.shim import apply_shim
from chronos.model import Actor, CreatorId, StudentId

RESULTS = Path(__file__).parent / "results" / "rls.json"
BAR = 1.3
ROUNDS = 600
PARTS = ("processor_ms", "clock_ms")
DATABASE = "bench_rls"
CHUNKS_PER_CREATOR = (50_000, 10_000, *[1_000] * 140)
CHUNKS_PER_VIDEO = 50
NARROW = 64  # numbers of a vector that are not padding
STUDENTS = 2840
SMALL = 2  # the creator who is asked about: one of those with 1,000 chunks


@dataclass(frozen=True)
class Vector:
    """The numbers of a vector of 1536; the rest is zeros."""

    numbers: np.ndarray[Any, np.dtype[np.float32]]


class VectorDumper(Dumper):
    """pgvector's binary form: dimensions, an unused number, the numbers."""

    format = Format.BINARY

    def dump(self, obj: Vector) -> bytes:
        padding = bytes(4 * (1536 - NARROW))
        return struct.pack("!HH", 1536, 0) + obj.numbers.astype(">f4").tobytes() + padding


@dataclass(frozen=True)
class Case:
    """One statement: as a room writes it, and with the tenant's condition for an owner whom no policy holds back."""

    name: str
    actor: str
    guarded: LiteralString
    plain: LiteralString


def compared(text: str) -> LiteralString:
    """`text`, a statement of search, with the tenant's condition on the postings that it reads."""
    return text.replace("group by term", "and creator_id = %(creator)s and is_visible group by term")


POSTINGS = load_queries("chronos.search")["list_postings"]
CASES = (
    Case("the postings of a question", "student", POSTINGS, compared(POSTINGS)),
    Case(
        "a video",
        "student",
        "select id, title, duration_seconds from videos where id = %(video)s and deleted_at is null",
        "select id, title, duration_seconds from videos where id = %(video)s and deleted_at is null "
        "and creator_id = %(creator)s and status = 'completed' and is_published",
    ),
    Case(
        "a page of the library",
        "student",
        "select id, title, status, duration_seconds from videos where deleted_at is null "
        "order by created_at desc, id desc limit 20",
        "select id, title, status, duration_seconds from videos where deleted_at is null "
        "and creator_id = %(creator)s and status = 'completed' and is_published "
        "order by created_at desc, id desc limit 20",
    ),
    Case(
        "the words of a video",
        "student",
        "select words, word_starts, word_ends from private.transcript_windows where video_id = %(video)s "
        "order by start_seconds",
        "select w.words, w.word_starts, w.word_ends from private.transcript_windows w "
        "join videos v on v.id = w.video_id where w.video_id = %(video)s and v.creator_id = %(creator)s "
        "and v.status = 'completed' and v.is_published and v.deleted_at is null order by w.start_seconds",
    ),
    Case(
        "the nearest chunks",
        "student",
        "select * from search_video_chunks(%(question)s::vector, 10, -1)",
        # What the function does for a creator of this size: the best by signs, by half precision, exactly.
        "with alike as materialized (select id, "
        "embedding_bits <~> (select private.signs(%(question)s::vector)) as differing from video_chunks "
        "where embedding_bits is not null and creator_id = %(creator)s and is_visible "
        "order by differing limit 400), "
        "ranked as materialized (select *, row_number() over (order by differing) as place from alike), "
        "near as materialized (select id from video_chunks where id = any (array(select id from ranked "
        "where place <= 50 or differing <= (select differing + 2 * sqrt(differing) from ranked where place = 10))) "
        "order by embedding_half <=> (select %(question)s::halfvec(1536)) limit 13) "
        "select id, video_id, chunk_text, start_seconds, end_seconds, "
        "1 - (embedding <=> %(question)s::vector) as alike from video_chunks "
        "where id = any (array(select id from near)) order by alike desc, id limit 10",
    ),
    Case(
        "the courses with their modules",
        "student",
        "select c.id, c.title, m.id, m.title, m.video_ids from courses c join course_modules m on m.course_id = c.id "
        "where c.deleted_at is null order by c.display_order, c.id, m.display_order, m.id",
        "select c.id, c.title, m.id, m.title, m.video_ids from courses c join course_modules m on m.course_id = c.id "
        "where c.deleted_at is null and c.is_published and c.creator_id = %(creator)s "
        "order by c.display_order, c.id, m.display_order, m.id",
    ),
    Case(
        "the modules of a course",
        "student",
        "select id, title, video_ids from course_modules where course_id = %(course)s order by display_order, id",
        "select m.id, m.title, m.video_ids from course_modules m join courses c on c.id = m.course_id "
        "where m.course_id = %(course)s and c.creator_id = %(creator)s and c.is_published and c.deleted_at is null "
        "order by m.display_order, m.id",
    ),
    Case(
        "the sessions",
        "student",
        "select id, title, last_message_at from chat_sessions order by created_at desc, id desc limit 20",
        "select id, title, last_message_at from chat_sessions where creator_id = %(creator)s "
        "and student_id = %(student)s order by created_at desc, id desc limit 20",
    ),
    Case(
        "the messages of a session",
        "student",
        "select id, role, content, video_references from chat_messages where session_id = %(session)s "
        "order by created_at, id",
        "select m.id, m.role, m.content, m.video_references from chat_messages m "
        "join chat_sessions s on s.id = m.session_id where m.session_id = %(session)s "
        "and s.creator_id = %(creator)s and s.student_id = %(student)s order by m.created_at, m.id",
    ),
    Case(
        "a question is kept",
        "student",
        "insert into chat_messages (session_id, role, content) values (%(another_session)s, 'user', 'Why?')",
        "insert into chat_messages (session_id, role, content) select id, 'user', 'Why?' from chat_sessions "
        "where id = %(another_session)s and creator_id = %(creator)s and student_id = %(student)s",
    ),
    Case(
        "a month of analytics",
        "creator",
        "select date, sum(views), sum(watch_seconds) from video_analytics where date >= '2025-01-01' "
        "group by date order by date",
        "select a.date, sum(a.views), sum(a.watch_seconds) from video_analytics a join videos v on v.id = a.video_id "
        "where v.creator_id = %(creator)s and a.date >= '2025-01-01' group by a.date order by a.date",
    ),
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="chronos-bench-") as scratch:
        directory = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "postgres"
        server = embedded.start(directory)
        try:
            load_seconds = make_database(server)
            rows = [measure(server, case) for case in track(CASES, "Measuring")]
        finally:
            embedded.stop(directory)
    show(rows)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"bar": BAR, "load_seconds": round(load_seconds, 1), "rows": rows}, indent=2))


# The world ----------------------------------------------------------------------------------------------------------


def make_database(server: embedded.EmbeddedServer) -> float:
    """Seconds that it took to make the world; 0 when it is there from an earlier run."""
    with psycopg.connect(server.url(embedded.SUPERUSER), autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", [DATABASE]).fetchone() is not None:
            return 0.0
        connection.execute("alter system set fsync = off")  # it need not survive a power cut
        connection.execute("select pg_reload_conf()")
        connection.execute(f"create database {DATABASE} owner postgres")
    started = time.perf_counter()
    with psycopg.connect(server.url(embedded.SUPERUSER, DATABASE)) as connection:
        apply_shim(connection)
    asyncio.run(migrate.push(server.url(database=DATABASE), migrate.load_migrations()))
    with psycopg.connect(server.url(embedded.SUPERUSER, DATABASE), autocommit=True) as connection:
        with connection.transaction():
            connection.execute("set local session_replication_role = replica")  # no triggers: the rows are as they end
            connection.execute(WORLD, prepare=False)
            load_chunks(connection)
        connection.execute("vacuum analyze")
    return time.perf_counter() - started


# Ids are made of numbers, so that everything can refer to everything.
WORLD: LiteralString = """
create function pg_temp.made(kind text, number bigint) returns uuid language sql immutable
  return md5(kind || number)::uuid;

insert into creators (id, name) select pg_temp.made('creator', c), 'Creator ' || c from generate_series(0, 141) c;
insert into students (id, creator_id, name)
  select pg_temp.made('student', s), pg_temp.made('creator', s % 142), 'Student ' || s from generate_series(0, 2839) s;
insert into videos (id, creator_id, title, status, duration_seconds, storage_path, created_at)
  select pg_temp.made('video', v), owner, 'Video ' || v, 'completed', 600,
         owner || '/' || pg_temp.made('video', v) || '/source.mp4', now() - v * interval '1 minute'
    from generate_series(0, 3999) v,
         lateral (select pg_temp.made('creator', case when v < 1000 then 0 when v < 1200 then 1
                                                      else 2 + (v - 1200) / 20 end) as owner) o;
insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, word_ends)
  select pg_temp.made('video', v), w * 100, w * 100 + 100, array_fill('word'::text, array[200]),
         array_fill(w * 100.0, array[200])::float8[], array_fill(w * 100.0 + 1, array[200])::float8[]
    from generate_series(0, 3999) v, generate_series(0, 5) w;
insert into private.search_terms (creator_id, term, video_id, postings, is_visible)
  select v.creator_id, 'term' || t, v.id, decode(repeat('00000101', 10), 'hex'), true
    from videos v, generate_series(0, 49) t;
insert into courses (id, creator_id, title, is_published)
  select pg_temp.made('course', c), pg_temp.made('creator', c % 142), 'Course ' || c, true
    from generate_series(0, 425) c;
insert into course_modules (course_id, title, display_order, video_ids)
  select pg_temp.made('course', c), 'Module ' || m, m, array[pg_temp.made('video', c)]
    from generate_series(0, 425) c, generate_series(1, 5) m;
insert into chat_sessions (id, student_id, creator_id, title)
  select pg_temp.made('session', s), pg_temp.made('student', s % 2840), pg_temp.made('creator', s % 2840 % 142),
         'Session ' || s
    from generate_series(0, 14199) s;
insert into chat_messages (session_id, role, content)
  select pg_temp.made('session', s), case m % 2 when 0 then 'user' else 'assistant' end::message_role,
         repeat('what was said ', 20)
    from generate_series(0, 14199) s, generate_series(0, 5) m;
insert into video_analytics (video_id, date, views)
  select pg_temp.made('video', v), date '2025-01-01' + d, v % 7
    from generate_series(0, 3999) v, generate_series(0, 29) d
"""


def load_chunks(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute("select 'extensions.vector'::regtype::oid").fetchone()
    assert row
    dumper = type("BoundDumper", (VectorDumper,), {"oid": row[0]})
    columns = "video_id, creator_id, chunk_index, chunk_text, embedding, embedding_model, start_seconds, end_seconds"
    with connection.cursor() as cursor:
        cursor.adapters.register_dumper(Vector, dumper)
        with cursor.copy(
            f"copy public.video_chunks ({columns}, word_starts, is_visible) from stdin (format binary)"
        ) as copy:
            copy.set_types(["uuid", "uuid", "int4", "text", row[0], "text", "float8", "float8", "float4[]", "bool"])
            for chunk in track(chunks(), "Loading", total=sum(CHUNKS_PER_CREATOR)):
                copy.write_row(chunk)


def chunks() -> Iterator[Sequence[Any]]:
    random = np.random.default_rng(1)
    video = 0
    for creator, count in enumerate(CHUNKS_PER_CREATOR):
        for index in range(count):
            numbers = random.standard_normal(NARROW, dtype=np.float32)
            at = index % CHUNKS_PER_VIDEO
            yield (
                made("video", video + index // CHUNKS_PER_VIDEO),
                made("creator", creator),
                at,
                "what was said in this passage " * 10,
                Vector(numbers / np.linalg.norm(numbers)),
                "bench",
                at * 10.0,
                at * 10.0 + 10,
                [at * 10.0 + word for word in range(10)],
                True,
            )
        video += count // CHUNKS_PER_VIDEO


def made(kind: str, number: int) -> UUID:
    """The same id as in SQL."""
    return UUID(hashlib.md5(f"{kind}{number}".encode(), usedforsecurity=False).hexdigest())


# Measuring ----------------------------------------------------------------------------------------------------------


def measure(server: embedded.EmbeddedServer, case: Case) -> dict[str, Any]:
    """Milliseconds in both ways, taken in turns; a busy machine only ever makes a round slower."""
    parameters: dict[str, Any] = {
        "creator": made("creator", SMALL),
        "student": made("student", SMALL),
        "session": made("session", SMALL),
        "another_session": made("session", SMALL + STUDENTS),
        "course": made("course", SMALL),
        "video": made("video", 1200),
        "question": str([1.0, *[0.0] * 1535]),
        "terms": [f"term{number}" for number in range(6)],
    }
    actor = (
        Actor("authenticated", subject=parameters["student"], student_id=StudentId(parameters["student"]))
        if case.actor == "student"
        else Actor("authenticated", subject=parameters["creator"], creator_id=CreatorId(parameters["creator"]))
    )
    guarded, plain = [], []
    with (
        psycopg.connect(server.url("authenticator", DATABASE), autocommit=True) as theirs,
        psycopg.connect(server.url("postgres", DATABASE), autocommit=True) as owners,
    ):
        stay_on_one_processor(theirs, owners)
        for _ in range(ROUNDS):
            guarded.append(time_once(theirs, actor.role, actor.claims, case.guarded, parameters))
            plain.append(time_once(owners, "postgres", {}, case.plain, parameters))
    assert guarded[0].rows == plain[0].rows, f"{case.name}: not the same rows"
    figures: dict[str, Any] = {"statement": case.name, "actor": case.actor, "rows": guarded[0].rows}
    for part in PARTS:
        with_policies, without = (
            statistics.quantiles((getattr(run, part) for run in runs), n=10)[0] for runs in (guarded, plain)
        )
        figures[f"guarded_{part}"] = round(with_policies, 3)
        figures[f"plain_{part}"] = round(without, 3)
        figures[f"{part}_ratio"] = round(with_policies / without, 2)
    return figures


@dataclass(frozen=True)
class Run:
    """One transaction: on the clock, and in processor time of client and server, which no neighbour can lengthen."""

    clock_ms: float
    processor_ms: float
    rows: int


def time_once(
    connection: psycopg.Connection[Any], role: str, claims: Mapping[str, Any], statement: LiteralString, parameters: Any
) -> Run:
    """Begin, say who is asking, run the statement, commit: a rollback would make psycopg forget what it prepared."""
    started, worked = time.perf_counter(), processor_seconds(connection)
    with connection.transaction():
        connection.execute(ENTER, {"role": role, "claims": Jsonb(dict(claims)), "timeout": "60s"})
        cursor = connection.execute(statement, parameters)
        rows = len(cursor.fetchall()) if cursor.description else cursor.rowcount
    clock = time.perf_counter() - started
    return Run(clock * 1000, (processor_seconds(connection) - worked) * 1000, rows)


def stay_on_one_processor(*connections: psycopg.Connection[Any]) -> None:
    """Client and servers, who wait for each other anyway: to be woken up elsewhere costs more than what is measured."""
    one = {min(os.sched_getaffinity(0))}
    for process in (0, *(connection.info.backend_pid for connection in connections)):
        with suppress(PermissionError):  # somebody else's server
            os.sched_setaffinity(process, one)


def processor_seconds(connection: psycopg.Connection[Any]) -> float:
    """Of this process and of the server's process behind the connection (Linux: scheduler's own count)."""
    schedule = Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text()
    return time.process_time() + int(schedule.split()[0]) / 1e9


def show(rows: list[dict[str, Any]]) -> None:
    chunks = sum(CHUNKS_PER_CREATOR)
    table = Table(title=f"Row Level Security, {chunks:,} chunks: ms with / without, the fastest tenth of {ROUNDS}")
    for column in ("statement", "as", "rows", "processor", "ratio", "clock", "ratio"):
        table.add_column(column, justify="left" if column in ("statement", "as") else "right")
    for row in rows:
        figures = ((f"{row[f'guarded_{part}']} / {row[f'plain_{part}']}", str(row[f"{part}_ratio"])) for part in PARTS)
        style = "" if row["processor_ms_ratio"] <= BAR else "bold red"
        table.add_row(
            row["statement"], row["actor"], str(row["rows"]), *(f for pair in figures for f in pair), style=style
        )
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
