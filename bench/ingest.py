"""How fast do vectors come in, and how soon does a student find them?

Into tenants without an index of their own: a statement per row, a pipeline of statements, and COPY in binary form, each
as the service, with every trigger, check and index that the schema has, all rows in one transaction. The same for the
vectors of chunks that are there, as the pipeline's last stage writes them. Into a large tenant with an index of its
own, and with an HNSW: 500 chunks at once, until a student's search finds the last of them.

Run: python bench/ingest.py [--chunks 20000] [--large 20000] [--rounds 3]
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID, uuid5

import numpy as np
import psycopg
from rich.console import Console
from rich.table import Table

from chronos.db import Database, embedded
from chronos.model import VideoId
from chronos.operations.vector_index.reindex import Method, reindex
from chronos.pipeline.embed import write_chunk_vectors
from chronos.providers.embedding import packed
from search import PER_VIDEO, SPACE, Bytes, Postgres, Tenant, Vectors, World, chunks, copy_chunks

RESULTS = Path(__file__).parent / "results" / "ingest.json"
TOPICS = range(5)
BATCH = 500  # chunks that come at once to a large tenant: seven hours of speech
ROW_BY_ROW = 1_000  # enough to know how slow it is

INSERT: LiteralString = """
insert into video_chunks (id, video_id, creator_id, chunk_index, chunk_text, embedding, embedding_model, start_seconds,
                          end_seconds, word_starts, is_visible)
values (%s, %s, %s, %s, %s, %s::text::extensions.vector, %s, %s, %s, %s, %s)
"""
UPDATE: LiteralString = """
update video_chunks c set embedding = %(vector)s::text::extensions.vector, embedding_model = 'bench',
       is_visible = v.is_published and v.deleted_at is null
  from videos v
 where c.id = %(id)s and v.id = c.video_id
"""
THE_SAME: LiteralString = "select chunk_id from search_video_chunks(%(question)s, 1, 0.9999)"

Write = Callable[[psycopg.Connection[Any], Tenant, Vectors], None]


@dataclass(frozen=True, slots=True)
class More(Tenant):
    """More chunks of a tenant that is there."""

    of: Tenant

    def id(self, kind: str) -> UUID:
        return self.of.id(kind) if kind in ("creator", "student") else Tenant.id(self, kind)


def row_by_row(connection: psycopg.Connection[Any], tenant: Tenant, vectors: Vectors) -> None:
    for row in chunks(tenant, vectors):
        connection.execute(INSERT, [as_text(value) for value in row])


def pipelined(connection: psycopg.Connection[Any], tenant: Tenant, vectors: Vectors) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, ([as_text(value) for value in row] for row in chunks(tenant, vectors)))


def as_text(value: Any) -> Any:
    """A vector as a client without pgvector's types sends it."""
    return str(np.frombuffer(value.data[4:], ">f4").tolist()) if isinstance(value, Bytes) else value


WAYS: Sequence[tuple[str, Write]] = (
    ("a statement per row", row_by_row),
    ("statements in a pipeline", pipelined),
    ("COPY, binary", copy_chunks),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=20_000)
    parser.add_argument("--large", type=int, default=20_000, help="chunks of the large tenant")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chronos-bench-") as scratch:
        directory = Path(scratch) / "postgres"
        try:
            report = run(Postgres(embedded.start(directory)), arguments)
        finally:
            embedded.stop(directory)
    show(report)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(report, indent=2))


def run(postgres: Postgres, arguments: argparse.Namespace) -> dict[str, Any]:
    world = World()
    vectors = world.draw(TOPICS, arguments.chunks)
    added = []
    for number in range(arguments.rounds):  # by turns, so that all have the same machine
        for name, write in WAYS:
            some = vectors if write is copy_chunks else vectors[:ROW_BY_ROW]
            tenant = make_tenant(postgres, f"{name} {number}", len(some))
            added.append({"way": name, "chunks": len(some), "per_second": rate(postgres, tenant, some, write)})
    updated = [row for _ in range(arguments.rounds) for row in asyncio.run(measure_stage(postgres, world))]
    return {"added": added, "updated": updated, "searchable": measure_searchable(postgres, world, arguments)}


def make_tenant(postgres: Postgres, name: str, count: int) -> Tenant:
    tenant = Tenant(name, count, TOPICS)
    postgres.add(tenant, np.empty((0, 0), np.float32), first_too=False)
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        # What autovacuum does within a minute: until then PostgreSQL looks up a chunk's video in an index of all.
        connection.execute("analyze public.videos")
    return tenant


def rate(postgres: Postgres, tenant: Tenant, vectors: Vectors, write: Write) -> float:
    """Chunks a second, from the first row to the commit."""
    with as_service(postgres) as connection:
        started = time.perf_counter()
        write(connection, tenant, vectors)
        connection.commit()
        return len(vectors) / (time.perf_counter() - started)


def as_service(postgres: Postgres) -> psycopg.Connection[Any]:
    connection = psycopg.connect(postgres.url)
    connection.execute("set role service_role")
    connection.commit()
    return connection


async def measure_stage(postgres: Postgres, world: World) -> list[dict[str, Any]]:
    """The vectors of 500 chunks of one video: a statement each, as it once was, and as the last stage does it."""
    vectors = world.draw(TOPICS, BATCH)
    db = Database(postgres._server.url("authenticator", "bench"), max_size=2)
    await db.open()
    try:
        async with db.as_service("bench") as tx:
            row = await tx.fetch_one("insert into creators (name) values ('Stage') returning id")
            assert row
            video = await tx.fetch_one("insert into videos (creator_id, title) values (%(id)s, 'T') returning id", row)
            assert video
            await tx.execute(
                "insert into video_chunks (creator_id, video_id, chunk_index, chunk_text, start_seconds, end_seconds, "
                "word_starts) select %(creator)s, %(video)s, n, repeat('what was said ', 50), n, n, "
                "array_fill(0, array[150]) from generate_series(0, %(count)s - 1) n",
                {"creator": row["id"], "video": video["id"], "count": BATCH},
            )
            rows = await tx.fetch("select id from video_chunks where video_id = %(id)s order by chunk_index", video)
        started = time.perf_counter()
        async with db.as_service("bench") as tx:
            texts = [
                {"id": id_, "vector": str(vector.tolist())}
                for id_, vector in zip((row["id"] for row in rows), vectors, strict=True)
            ]
            await tx.execute_many(UPDATE, texts)
        between = time.perf_counter()
        async with db.as_service("bench") as tx:
            await write_chunk_vectors(tx, VideoId(video["id"]), "bench", [packed(vector) for vector in vectors])
        seconds = (between - started, time.perf_counter() - between)
    finally:
        await db.close()
    ways = ("a statement per chunk", "COPY and one statement")
    return [{"way": way, "chunks": BATCH, "per_second": BATCH / s} for way, s in zip(ways, seconds, strict=True)]


def measure_searchable(postgres: Postgres, world: World, arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """Seconds from the first of 500 new chunks until a student of a large tenant finds the last, by method of index."""
    large = Tenant("large", arguments.large, TOPICS)
    postgres.add(large, world.draw(TOPICS, large.chunks), first_too=False)
    postgres.settle()
    ask, measured = postgres.asker(THE_SAME, large), []
    methods: tuple[Method, ...] = ("tiered", "hnsw")
    for method in methods:
        asyncio.run(reindex(postgres.url, method))
        seconds = []
        for number in range(arguments.rounds):
            more, vectors = More(f"large, {method}, {number}", BATCH, TOPICS, large), world.draw(TOPICS, BATCH)
            add_videos(postgres, more)
            started = time.perf_counter()
            with as_service(postgres) as connection:
                copy_chunks(connection, more, vectors)
            while ask(vectors[-1]) != [BATCH - 1]:
                time.sleep(0.01)
            seconds.append(time.perf_counter() - started)
        measured.append({"method": method, "chunks": large.chunks, "new": BATCH, "seconds": seconds})
    return measured


def add_videos(postgres: Postgres, more: More) -> None:
    with psycopg.connect(postgres._server.url(embedded.SUPERUSER, "bench")) as connection:
        connection.execute("set session_replication_role = replica")  # they are as they end
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into videos (id, creator_id, title, status) values (%s, %s, 'Talk', 'completed')",
                [(uuid5(SPACE, f"{more.name} {i}"), more.id("creator")) for i in range(BATCH // PER_VIDEO)],
            )


def show(report: dict[str, Any]) -> None:
    table = Table(title="Chunks with vectors, as the service")
    for column in ("into", "by", "chunks/s, median", "best", "times"):
        table.add_column(column, justify="left" if column in ("into", "by") else "right")
    for into, rows in (("a tenant without an index", report["added"]), ("chunks that are there", report["updated"])):
        ways = list(dict.fromkeys(row["way"] for row in rows))
        rates = {way: [row["per_second"] for row in rows if row["way"] == way] for way in ways}
        for way in ways:
            middle = float(np.median(rates[way]))
            ratio = middle / float(np.median(rates[ways[0]]))
            table.add_row(into, way, f"{middle:,.0f}", f"{max(rates[way]):,.0f}", f"{ratio:.1f}")
    Console(width=110).print(table)
    for found in report["searchable"]:
        print(
            f"{found['new']} new chunks of a tenant with {found['chunks']:,}, {found['method']}: "
            f"a student finds the last after {', '.join(f'{s:.2f}' for s in found['seconds'])} s"
        )


if __name__ == "__main__":
    main()
