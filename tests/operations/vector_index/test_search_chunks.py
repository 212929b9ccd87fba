"""Search by vector in random worlds: what the exact order over the readable chunks says, by every method of index."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from chronos.db import Database
from chronos.model import Actor, StudentId
from chronos.operations.vector_index.reindex import METHODS, Method, reindex
from tests.conftest import ADatabase
from tests.factories import as_student
from tests.operations.vector_index.vectors import lower_the_limit

DIMENSIONS = 1536
AXES = 24  # of them the vectors of these worlds are made; the rest is noise
NEAREST_OF_AN_INDEX = 0.9  # what is promised of an approximate index here; without one all are found
LARGE_FROM = 30


@dataclass(frozen=True)
class AVideo:
    """One video of one of the creators; students see it when it is published and done."""

    creator: int
    chunks: int
    visible: bool


@dataclass(frozen=True)
class AWorld:
    """Videos of up to three creators; who asks, for how many chunks, in which videos, how like the question."""

    videos: list[AVideo]
    seed: int
    asking: int
    wanted: int
    only: list[int] | None
    threshold: float


worlds = st.builds(
    AWorld,
    videos=st.lists(
        st.builds(
            AVideo, creator=st.integers(0, 2), chunks=st.integers(1, 60), visible=st.sampled_from([True, True, False])
        ),
        min_size=1,
        max_size=6,
    ),
    seed=st.integers(0, 2**32 - 1),
    asking=st.integers(0, 2),
    wanted=st.integers(0, 25),
    only=st.none() | st.lists(st.integers(0, 5), max_size=4),
    threshold=st.sampled_from([-1.0, 0.0, 0.3, 0.7]),
)


@pytest.mark.parametrize("method", [None, *METHODS])
def test_a_search_is_the_exact_order_of_what_the_student_may_read(database: ADatabase, method: Method | None) -> None:
    with psycopg.connect(database.url) as connection:
        lower_the_limit(connection, LARGE_FROM)

    # The same worlds each time: an approximate index keeps its promise in nearly all worlds, not in every single one.
    @settings(
        max_examples=12,
        deadline=None,
        derandomize=method is not None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(worlds)
    def holds(world: AWorld) -> None:
        vectors = random_vectors(world)
        student = fill(database, world, vectors)
        if method is not None:
            asyncio.run(reindex(database.url, method))
        question = unit(np.random.default_rng(world.seed + 1).standard_normal(AXES))
        found = asyncio.run(search(database, student, world, question))
        agrees(
            readable(world, vectors, question), world.wanted, found, exactly=method is None or world.only is not None
        )

    holds()


def random_vectors(world: AWorld) -> list[NDArray[np.float64]]:
    """One matrix of unit vectors per video."""
    random = np.random.default_rng(world.seed)
    return [unit(random.standard_normal((video.chunks, AXES))) for video in world.videos]


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    padded = np.zeros((*vectors.shape[:-1], DIMENSIONS))
    padded[..., :AXES] = vectors
    found: NDArray[np.float64] = padded / np.linalg.norm(padded, axis=-1, keepdims=True)
    return found


def fill(database: ADatabase, world: AWorld, vectors: list[NDArray[np.float64]]) -> Actor:
    """This world and nothing else; who asks."""
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("set session_replication_role = replica")  # the rows are as they end
        connection.execute("set search_path = public, extensions")
        connection.execute("truncate creators cascade")
        for creator in range(3):
            connection.execute("insert into creators (id, name) values (%s, 'Ada')", [uuid(1, creator)])
            connection.execute(
                "insert into students (id, creator_id, name) values (%s, %s, 'Sam')",
                [uuid(2, creator), uuid(1, creator)],
            )
        for number, (video, matrix) in enumerate(zip(world.videos, vectors, strict=True)):
            connection.execute(
                "insert into videos (id, creator_id, title, status, is_published) "
                "values (%s, %s, 'Talk', 'completed', %s)",
                [uuid(3, number), uuid(1, video.creator), video.visible],
            )
            with connection.cursor() as cursor:
                cursor.executemany(
                    "insert into video_chunks (id, video_id, creator_id, chunk_index, chunk_text, embedding, "
                    "embedding_model, start_seconds, end_seconds, word_starts, is_visible) "
                    "values (%s, %s, %s, %s, 'said', %s::text::vector, 'test', 0, 1, '{}', %s)",
                    [
                        (uuid(4, number, i), uuid(3, number), uuid(1, video.creator), i, text(row), video.visible)
                        for i, row in enumerate(matrix)
                    ],
                )
    return as_student(StudentId(uuid(2, world.asking)))


async def search(
    database: ADatabase, student: Actor, world: AWorld, question: NDArray[np.float64]
) -> list[tuple[UUID, float]]:
    db = Database(database.login_url)
    await db.open()
    try:
        async with db.acting_as(student) as tx:
            rows = await tx.fetch(
                "select chunk_id, similarity from search_video_chunks("
                "%(question)s::text::vector, %(wanted)s, %(threshold)s, %(only)s)",
                {
                    "question": text(question),
                    "wanted": world.wanted,
                    "threshold": world.threshold,
                    "only": None if world.only is None else [uuid(3, number) for number in world.only],
                },
            )
    finally:
        await db.close()
    return [(row["chunk_id"], row["similarity"]) for row in rows]


def readable(world: AWorld, vectors: list[NDArray[np.float64]], question: NDArray[np.float64]) -> dict[UUID, float]:
    """How like the question each chunk is that the student may read and asks about, the most like first."""
    similarity = {
        uuid(4, number, i): float(row @ question)
        for number, (video, matrix) in enumerate(zip(world.videos, vectors, strict=True))
        if video.visible and video.creator == world.asking and (world.only is None or number in world.only)
        for i, row in enumerate(matrix)
        if row @ question >= world.threshold
    }
    return dict(sorted(similarity.items(), key=lambda item: -item[1]))


def agrees(truth: dict[UUID, float], wanted: int, found: list[tuple[UUID, float]], *, exactly: bool) -> None:
    best = list(truth)[:wanted]
    assert len(found) == len({chunk for chunk, _ in found}) == len(best)
    assert all(abs(truth[chunk] - similarity) < 1e-6 for chunk, similarity in found)  # nothing that may not be read
    assert [similarity for _, similarity in found] == sorted((similarity for _, similarity in found), reverse=True)
    if exactly:
        assert [chunk for chunk, _ in found] == best
    else:
        assert len(set(best) & {chunk for chunk, _ in found}) >= NEAREST_OF_AN_INDEX * len(best)


def uuid(*parts: int) -> UUID:
    return UUID(bytes=bytes([*parts, *[0] * (16 - len(parts))]))


def text(vector: NDArray[np.float64]) -> str:
    return str([float(number) for number in vector])
