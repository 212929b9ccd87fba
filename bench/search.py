"""Vector search as a student, under Row Level Security: the first design of this kind of product, ours, other stores.

Tenants of 50,000, 10,000 and 1,000 chunks (L, M, S) among others; topics are shared between tenants, vectors lie in
clusters, and half of the questions are about what only others teach ("off"). Every store gets the same vectors and
has to answer for one tenant only. Recall is that of the exact ten nearest within the tenant.

Run: python bench/search.py [--others 38] [--grow 0] [--questions 100]. `--grow N` adds N thousand chunks of more
tenants in steps of ten and measures ours again: `--ours --small --others 10 --grow 990` goes from ten thousand others'
chunks to a million. sqlite-vec, lancedb and chromadb are measured where they are installed (`pip install sqlite-vec
apsw lancedb chromadb`; the product does not need them).
"""

import argparse
import asyncio
import json
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types.json import Jsonb
from rich.console import Console
from rich.table import Table

from chronos.db import embedded, migrate
from chronos.db.pool import ENTER
from chronos.db.shim import apply_shim
from chronos.model import Actor, StudentId
from chronos.operations.vector_index.reindex import reindex
from stores import STORES

RESULTS = Path(__file__).parent / "results" / "search.json"
DIMENSIONS = 1536
TOPICS, SUBTOPICS = 60, 40
WANTED = 10
SPACE = UUID(int=0)
PER_VIDEO = 50

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tenant:
    """A creator: chunks and the topics that they are about."""

    name: str
    chunks: int
    topics: range

    def id(self, kind: str) -> UUID:
        return uuid5(SPACE, f"{kind} {self.name}")


def tenants(others: int) -> list[Tenant]:
    """The three that are asked, and `others` with 1,000 chunks each."""
    asked = [Tenant("L", 50_000, range(30)), Tenant("M", 10_000, range(10, 30)), Tenant("S", 1_000, range(3))]
    return asked + [Tenant(f"other {i}", 1_000, range(i % 55, i % 55 + 5)) for i in range(others)]


class World:
    """Vectors in clusters: a topic's direction, one of its subtopics', and noise; the same for everybody.

    Directions are not all alike: as with real texts a few hold most of the variance. The spectrum below is that of
    MiniLM on lectures (participation ratio 69; the similarity of any two passages spreads by .11), in 1536 dimensions.
    """

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)
        spread = (1 + np.arange(DIMENSIONS) / 8) ** -0.7
        turned, _ = np.linalg.qr(self._random.standard_normal((DIMENSIONS, DIMENSIONS)))
        self._axes: Vectors = (spread[:, None] * turned).astype(np.float32)
        self._topics = self._units(TOPICS)
        self._subtopics = self._units(TOPICS * SUBTOPICS).reshape(TOPICS, SUBTOPICS, DIMENSIONS)

    def draw(self, topics: range, count: int) -> Vectors:
        """`count` unit vectors about `topics`."""
        topic = self._random.choice(np.array(topics), count)
        subtopic = self._random.integers(0, SUBTOPICS, count)
        drawn = self._topics[topic] + 0.8 * self._subtopics[topic, subtopic] + 0.7 * self._units(count)
        return unit(drawn)

    def _units(self, count: int) -> Vectors:
        return unit(self._random.standard_normal((count, DIMENSIONS), dtype=np.float32) @ self._axes)


def unit(vectors: Vectors) -> Vectors:
    found: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions to one tenant with the right answers: the numbers of its chunks."""

    name: str
    tenant: Tenant
    questions: Vectors
    truth: Sequence[frozenset[int]]


def ask_about(world: World, name: str, tenant: Tenant, topics: range, chunks: Vectors, count: int) -> Asked:
    questions = world.draw(topics, count)
    alike = questions @ chunks.T
    truth = [frozenset(row.tolist()) for row in np.argpartition(-alike, WANTED, axis=1)[:, :WANTED]]
    return Asked(name, tenant, questions, truth)


# PostgreSQL ---------------------------------------------------------------------------------------------------------


class VectorDumper(Dumper):
    """pgvector's binary form: dimensions, an unused number, the numbers."""

    format = Format.BINARY

    def dump(self, obj: "Bytes") -> bytes:
        return obj.data


@dataclass(frozen=True, slots=True)
class Bytes:
    data: bytes


FIRST_DESIGN = """
create table public.first_chunks (
  id uuid primary key default gen_random_uuid(),
  video_id uuid not null references public.videos (id) on delete cascade,
  chunk_index integer not null,
  chunk_text text not null,
  embedding extensions.vector(1536)
);
create index on public.first_chunks (video_id);
create index on public.first_chunks using ivfflat (embedding extensions.vector_cosine_ops) with (lists = 100);
alter table public.first_chunks enable row level security;
grant select on public.first_chunks to authenticated;
create policy first_chunks_select on public.first_chunks for select using (
  exists (
    select from public.videos v
      join public.students s on s.creator_id = v.creator_id
     where v.id = first_chunks.video_id and s.id = (auth.jwt() -> 'app_metadata' ->> 'student_id')::uuid
  )
);
create function public.first_search(query_embedding extensions.vector(1536), match_count integer)
returns table (chunk_id uuid, similarity double precision)
language plpgsql stable set search_path = public, extensions as $$
begin
  return query
    select c.id, 1 - (c.embedding <=> query_embedding)
      from first_chunks c
     where c.embedding is not null
     order by c.embedding <=> query_embedding
     limit match_count;
end
$$;
grant execute on function public.first_search(extensions.vector, integer) to authenticated;
"""
OURS = "select chunk_id from search_video_chunks(%(question)s, 10, -1)"
FIRST = "select chunk_id from first_search(%(question)s, 10)"


class Postgres:
    """One database with both designs and the same chunks in both."""

    def __init__(self, server: embedded.EmbeddedServer) -> None:
        self._server = server
        with psycopg.connect(server.url(embedded.SUPERUSER), autocommit=True) as connection:
            connection.execute("alter system set fsync = off")  # it need not survive a power cut
            connection.execute("create database bench owner postgres")
        with psycopg.connect(server.url(embedded.SUPERUSER, "bench")) as connection:
            apply_shim(connection)
        asyncio.run(migrate.push(self.url, migrate.load_migrations()))
        with psycopg.connect(self.url) as connection:
            connection.execute(FIRST_DESIGN)
            row = connection.execute("select 'extensions.vector'::regtype::oid").fetchone()
        assert row
        self._vector = row[0]

    @property
    def url(self) -> str:
        return self._server.url(database="bench")

    def add(self, tenant: Tenant, vectors: Vectors, *, first_too: bool) -> None:
        with psycopg.connect(self._server.url(embedded.SUPERUSER, "bench")) as connection:
            connection.execute("set session_replication_role = replica")  # the rows are as they end
            connection.execute("insert into creators (id, name) values (%s, %s)", [tenant.id("creator"), tenant.name])
            connection.execute(
                "insert into students (id, creator_id, name) values (%s, %s, 'Sam')",
                [tenant.id("student"), tenant.id("creator")],
            )
            videos = [
                (uuid5(SPACE, f"{tenant.name} {i}"), tenant.id("creator")) for i in range(tenant.chunks // PER_VIDEO)
            ]
            with connection.cursor() as cursor:
                cursor.executemany(
                    "insert into videos (id, creator_id, title, status) values (%s, %s, 'Talk', 'completed')", videos
                )
            copy_chunks(connection, tenant, vectors)
            if first_too:
                connection.execute(
                    "insert into first_chunks select id, video_id, chunk_index, chunk_text, embedding "
                    "from video_chunks where creator_id = %s",
                    [tenant.id("creator")],
                )

    def settle(self) -> None:
        """What autovacuum does by itself, sooner."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("vacuum analyze public.video_chunks")
            connection.execute("vacuum analyze public.first_chunks")
            connection.execute("analyze")

    def asker(self, statement: str, tenant: Tenant) -> Callable[[Vectors], list[int]]:
        connection = psycopg.connect(self._server.url("authenticator", "bench"), autocommit=True)
        actor = Actor("authenticated", subject=tenant.id("student"), student_id=StudentId(tenant.id("student")))
        entering = {"role": actor.role, "claims": Jsonb(dict(actor.claims)), "timeout": "60s"}
        connection.adapters.register_dumper(Bytes, type("Bound", (VectorDumper,), {"oid": self._vector}))

        def ask(question: Vectors) -> list[int]:
            with connection.pipeline():  # as `chronos.db.Tx` does it
                connection.execute("begin")
                connection.execute(ENTER, entering)
                asked = connection.execute(statement.encode(), {"question": Bytes(packed(question))})
            connection.commit()
            return [found.int & 0xFFFFFFFF for (found,) in asked.fetchall()]

        return ask


def copy_chunks(connection: psycopg.Connection[Any], tenant: Tenant, vectors: Vectors) -> None:
    """A chunk's id ends with its number within the tenant."""
    row = connection.execute("select 'extensions.vector'::regtype::oid").fetchone()
    assert row
    connection.adapters.register_dumper(Bytes, type("Bound", (VectorDumper,), {"oid": row[0]}))
    columns = (
        "id, video_id, creator_id, chunk_index, chunk_text, embedding, embedding_model, start_seconds, end_seconds"
    )
    kinds = ["uuid", "uuid", "uuid", "int4", "text", row[0], "text", "float8", "float8", "float4[]", "bool"]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy video_chunks ({columns}, word_starts, is_visible) from stdin (format binary)") as copy,
    ):
        copy.set_types(kinds)
        for chunk in chunks(tenant, vectors):
            copy.write_row(chunk)


def chunks(tenant: Tenant, vectors: Vectors) -> Iterator[Sequence[Any]]:
    base = tenant.id("chunks").int >> 32 << 32
    text, words = "what was said in this passage " * 25, [float(word) for word in range(150)]
    videos = [uuid5(SPACE, f"{tenant.name} {i}") for i in range(len(vectors) // PER_VIDEO)]
    for number, vector in enumerate(vectors):
        video, at = videos[number // PER_VIDEO], number % PER_VIDEO
        yield (
            UUID(int=base | number), video, tenant.id("creator"), at, text, Bytes(packed(vector)), "bench",
            at * 60.0, at * 60.0 + 60, words, True,
        )  # fmt: skip


def packed(vector: Vectors) -> bytes:
    return struct.pack("!HH", DIMENSIONS, 0) + vector.astype(">f4").tobytes()


# Measuring ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measured:
    """Recall of the ten nearest, milliseconds of a question, and questions a second with one and with four clients."""

    store: str
    asked: str
    recall: float
    p50_ms: float
    p95_ms: float
    one_client: float
    four_clients: float


def measure(store: str, asked: Asked, connect: Callable[[], Callable[[Vectors], list[int]]]) -> Measured:
    """`connect` opens a client of the tenant; the first round of questions warms it up."""
    ask = connect()
    answers = [frozenset(ask(question)) for question in asked.questions]
    recall = np.mean([len(answer & truth) / WANTED for answer, truth in zip(answers, asked.truth, strict=True)])
    times = []
    for _ in range(3):
        for question in asked.questions:
            started = time.perf_counter()
            ask(question)
            times.append(time.perf_counter() - started)
    four = throughput(asked, [ask, *(connect() for _ in range(3))])
    p50, p95 = np.percentile(times, [50, 95]) * 1000
    return Measured(store, asked.name, float(recall), float(p50), float(p95), len(times) / sum(times), four)


def throughput(asked: Asked, clients: Sequence[Callable[[Vectors], list[int]]]) -> float:
    """Questions a second when each of the clients asks all of them, at once."""

    def work(ask: Callable[[Vectors], list[int]]) -> None:
        for question in asked.questions:
            ask(question)

    for ask in clients:
        ask(asked.questions[0])
    threads = [threading.Thread(target=work, args=(ask,)) for ask in clients]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(clients) * len(asked.questions) / (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--others", type=int, default=38)
    parser.add_argument("--grow", type=int, default=0, metavar="THOUSANDS")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--ours", action="store_true", help="leave the other stores out")
    parser.add_argument("--small", action="store_true", help="leave L and M out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chronos-bench-") as scratch:
        directory = Path(scratch) / "postgres"
        embedded.start(directory)
        try:
            report = run(directory, Path(scratch), arguments)
        finally:
            embedded.stop(directory)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report, indent=2))


def run(directory: Path, scratch: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    world, everyone = World(), tenants(arguments.others)[2 if arguments.small else 0 :]
    postgres = Postgres(embedded.start(directory))
    vectors = {tenant.name: world.draw(tenant.topics, tenant.chunks) for tenant in everyone}
    for tenant in everyone:
        postgres.add(tenant, vectors[tenant.name], first_too=not arguments.ours)
    asked = [
        ask_about(world, f"{one.name}{off}", one, topics, vectors[one.name], arguments.questions)
        for one in reversed(everyone)
        if not one.name.startswith("other")
        for off, topics in (("", one.topics), (" off", range(30, TOPICS)))
    ]
    postgres.settle()
    rows = []
    if not arguments.ours:
        rows += [measure("first design", one, partial(postgres.asker, FIRST, one.tenant)) for one in asked]
    built = asyncio.run(reindex(postgres.url, "tiered"))
    print(f"{len(built.indexes)} indexes of {built.size_bytes / 2**20:.0f} MB in {built.seconds:.1f} s")
    rows += measure_ours(postgres, asked)
    if not arguments.ours:
        rows += measure_others(scratch, everyone, vectors, asked)
    show("Ten nearest of one tenant", rows)
    growth = grow(postgres, world, asked, arguments.grow) if arguments.grow else []
    return {"rows": [row_of(row) for row in rows], "growth": growth}


def measure_ours(postgres: Postgres, asked: Sequence[Asked]) -> list[Measured]:
    return [measure("chronos", one, partial(postgres.asker, OURS, one.tenant)) for one in asked]


def measure_others(
    scratch: Path, everyone: Sequence[Tenant], vectors: Mapping[str, Vectors], asked: Sequence[Asked]
) -> list[Measured]:
    rows = []
    for store, package, build in STORES:
        if package and find_spec(package) is None:
            print(f"{store} is not installed: left out (pip install {package.replace('_', '-')})")
            continue
        names = [tenant.name for tenant in everyone]
        connect = build(scratch / package, names, vectors)
        rows += [measure(store, one, partial(connect, one.tenant.name)) for one in asked]
    return rows


def grow(postgres: Postgres, world: World, asked: Sequence[Asked], thousands: int) -> list[dict[str, Any]]:
    """Ours again with ever more chunks of other tenants around."""
    found, there, step = [], 0, 10
    while there < thousands:
        for i in range(there, min(step, thousands)):
            tenant = Tenant(f"more {i}", 1_000, range(i % 55, i % 55 + 5))
            postgres.add(tenant, world.draw(tenant.topics, tenant.chunks), first_too=False)
        there, step = min(step, thousands), step * 10
        postgres.settle()
        rows = measure_ours(postgres, asked)
        show(f"With {there:,}000 more chunks", rows)
        found.append({"more_chunks": there * 1000, "rows": [row_of(row) for row in rows]})
    return found


def row_of(row: Measured) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Measured.__slots__}


def show(title: str, rows: Sequence[Measured]) -> None:
    table = Table(title=title)
    for column in ("store", "asked", "recall@10", "p50 ms", "p95 ms", "1 client /s", "4 clients /s"):
        table.add_column(column, justify="left" if column in ("store", "asked") else "right")
    for row in rows:
        table.add_row(
            row.store, row.asked, f"{row.recall:.3f}", f"{row.p50_ms:.2f}", f"{row.p95_ms:.2f}",
            f"{row.one_client:.0f}", f"{row.four_clients:.0f}",
        )  # fmt: skip
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
