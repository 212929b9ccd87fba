"""What is each method of `chronos db reindex` worth? Run: python bench/vector_index.py

20,000 chunks in clusters; topics are shared between creators: L has 11,000 chunks, M 4,000, ten S have 500 each. Every
search is a student's, under the policies. "Off topic" asks about what only other creators teach.
"""

import asyncio
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import psycopg
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from chronos.db import embedded, migrate, owner_connection
from chronos.model import Actor, StudentId
from chronos.operations.vector_index.recall import Asker, Recall, measure_recall, with_truth
from chronos.operations.vector_index.reindex import METHODS, reindex

RESULTS = Path(__file__).parent / "results" / "vector_index.json"
NARROW = 384  # numbers of a vector that are not padding
TOPICS = 40
SUBTOPICS = 25
QUESTIONS = 25
# Name, chunks, topics taught, topics taught by others only.
CREATORS: Sequence[tuple[str, int, range, range]] = (
    ("L", 11_000, range(24), range(24, 40)),
    ("M", 4_000, range(4, 12), range(12, 40)),
    ("S", 500, range(2), range(2, 40)),
    *((f"S{number}", 500, range(4 * number, 4 * number + 4), range(0)) for number in range(1, 10)),
)

Vectors = NDArray[np.float32]


class Lectures:
    """Draws vectors: a topic's direction, one of its subtopics', and noise."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._topics = self._units(TOPICS)
        self._subtopics = self._units(TOPICS * SUBTOPICS).reshape(TOPICS, SUBTOPICS, NARROW)

    def draw(self, topics: range, count: int) -> list[str]:
        """`count` vectors about `topics`, as PostgreSQL writes them."""
        topic = self._random.choice(list(topics), count)
        subtopic = self._random.integers(0, SUBTOPICS, count)
        vectors = 0.6 * self._topics[topic] + 0.4 * self._subtopics[topic, subtopic] + 0.7 * self._units(count)
        padding = ",0" * (1536 - NARROW)
        return [f"[{','.join(map(str, vector))}{padding}]" for vector in vectors.astype(np.float32)]

    def _units(self, count: int) -> Vectors:
        vectors = self._random.standard_normal((count, NARROW)).astype(np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def load(url: str, lectures: Lectures) -> dict[str, StudentId]:
    """Fill the database; a student of each creator."""
    students = {}
    with psycopg.connect(url) as connection:
        for name, chunks, topics, _ in CREATORS:
            students[name] = _load_creator(connection, name, lectures.draw(topics, chunks))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return students


def _load_creator(connection: psycopg.Connection, name: str, vectors: Sequence[str]) -> StudentId:
    def one(statement: str, *values: object) -> object:
        row = connection.execute(statement.encode(), values).fetchone()
        assert row
        return row[0]

    creator = one("insert into public.creators (name) values (%s) returning id", name)
    student = one("insert into public.students (creator_id, name) values (%s, 'Sam') returning id", creator)
    video = one("insert into public.videos (creator_id, title) values (%s, 'Talk') returning id", creator)
    for step in ("uploading", "transcribing", "processing", "embedding", "completed"):
        connection.execute("update public.videos set status = %s where id = %s", [step, video])
    with connection.cursor().copy(
        "copy public.video_chunks (video_id, creator_id, chunk_index, chunk_text, embedding, embedding_model, "
        "start_seconds, end_seconds, word_starts, is_visible) from stdin"
    ) as copy:
        for index, vector in enumerate(vectors):
            copy.write_row((video, creator, index, "some words " * 30, vector, "bench", index, index + 1, "{0}", True))
    return student  # type: ignore[return-value]


async def measure(url: str, lectures: Lectures, students: dict[str, StudentId]) -> list[dict[str, object]]:
    """One row per method: what it took to build, and what students find."""
    async with owner_connection(url) as connection:
        askers = [
            await with_truth(
                connection,
                Asker(
                    name,
                    Actor("authenticated", subject=students[name], student_id=students[name]),
                    chunks,
                    lectures.draw(topics, QUESTIONS),
                    lectures.draw(others, QUESTIONS),
                ),
            )
            for name, chunks, topics, others in CREATORS
            if others
        ]
        rows = [_row("none", 0, 0, await measure_recall(connection, askers))]
        for method in METHODS:
            built = await reindex(url, method)
            rows.append(_row(method, built.seconds, built.size_bytes, await measure_recall(connection, askers)))
    return rows


def _row(method: str, seconds: float, size_bytes: int, recalls: Sequence[Recall]) -> dict[str, object]:
    found = {one.who: {"recall": one.on_topic, "off_topic": one.off_topic, "ms": one.median_ms} for one in recalls}
    return {"method": method, "build_seconds": seconds, "size_mb": round(size_bytes / 2**20), **found}


def main() -> None:
    """Print a table and write it down."""
    with tempfile.TemporaryDirectory() as directory:
        server = embedded.start(Path(directory) / "postgres")
        try:
            url = server.url()
            asyncio.run(migrate.push(url, migrate.load_migrations()))
            lectures = Lectures(seed=7)
            rows = asyncio.run(measure(url, lectures, load(url, lectures)))
        finally:
            embedded.stop(server.directory)
    table = Table("method", "build s", "MB", *(f"{who}: recall@10, off topic, ms" for who in ("L", "M", "S")))
    for row in rows:
        cells = [" / ".join(str(value) for value in row[who].values()) for who in ("L", "M", "S")]  # type: ignore[attr-defined]
        table.add_row(*(str(row[key]) for key in ("method", "build_seconds", "size_mb")), *cells)
    Console().print(table)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
