"""Embed: what is stored is what the model gave, for every passage, and all of it at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.app import App
from chronos.db import Database
from chronos.errors import ProviderError
from chronos.model import VideoId
from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.embed import embed_video
from chronos.pipeline.index import index_video
from chronos.providers.embedding import Reading, packed, packed_halves
from chronos.providers.embedding.minilm import MiniLM
from tests.factories import a_creator, a_talk, a_video

SENTENCES = [f"This is what is said in sentence number {n} of a rather long talk about light." for n in range(60)]


class Failing:
    """The real one, until it has embedded so many times."""

    def __init__(self, real: MiniLM, calls: int) -> None:
        self._real, self._left = real, calls
        self.name, self.dimensions, self.languages = real.name, real.dimensions, real.languages

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._count()
        return self._real.embed(texts)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        self._count()
        return self._real.read(texts)

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise ProviderError("The model has gone.", code="vectors_missing")


async def stored(db: Database, video: VideoId) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that hold vectors, with the numbers as text."""
    async with db.as_service("test") as tx:
        chunks = await tx.fetch(
            "select ctid::text, id, chunk_text, embedding::text, embedding_half::text, embedding_model, is_visible "
            "from video_chunks where video_id = %(id)s order by chunk_index",
            {"id": video},
        )
        sentences = await tx.fetch(
            "select sentence_text, embedding::text, token_vectors, is_visible from private.search_sentences "
            "where video_id = %(id)s order by sentence_index",
            {"id": video},
        )
        videos = await tx.fetch("select status::text from videos where id = %(id)s", {"id": video})
    return {"chunks": chunks, "sentences": sentences, "videos": videos}


def numbers(text: str) -> NDArray[np.float32]:
    return np.array(text.strip("[]").split(","), np.float32)


async def test_every_passage_has_its_own_vector(app: App, embedder: MiniLM) -> None:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
    video = await a_talk(app.db, embedder, ada, SENTENCES)
    rows = await stored(app.db, video)
    assert len(rows["chunks"]) > 1
    expected = embedder.embed([f"Talk: {row['chunk_text']}" for row in rows["chunks"]])
    for row, vector in zip(rows["chunks"], expected, strict=True):
        found = numbers(row["embedding"])
        np.testing.assert_allclose(found[: embedder.dimensions], vector, atol=1e-6)
        assert not found[embedder.dimensions :].any()
        assert np.abs(found - numbers(row["embedding_half"])).max() < 1e-3
        assert (row["embedding_model"], row["is_visible"]) == (embedder.name, True)
    own = embedder.embed([f"Talk: {row['sentence_text']}" for row in rows["sentences"]])
    for row, vector in zip(rows["sentences"], own, strict=True):
        np.testing.assert_allclose(numbers(row["embedding"]), vector, atol=2e-3)
        assert row["token_vectors"] is not None
        assert row["is_visible"]
    assert len({row["embedding"] for row in rows["chunks"]}) > 1


async def test_vectors_and_status_change_together(app: App, embedder: MiniLM) -> None:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
    video = await a_talk(app.db, embedder, ada, SENTENCES)
    async with app.db.as_service("test") as tx:  # as they are before the last stage
        again = await a_video(tx, ada, status="processing")
        await tx.execute("update videos set duration_seconds = 3600 where id = %(id)s", {"id": again})
        await tx.execute(
            "insert into private.transcript_windows select %(new)s, start_seconds, end_seconds, words, word_starts, "
            "word_ends from private.transcript_windows where video_id = %(old)s",
            {"new": again, "old": video},
        )
    await chunk_video(app.db, again)
    before = await stored(app.db, again)
    for calls in (0, 1):  # nothing was embedded, or only the chunks were
        with pytest.raises(ProviderError):
            await embed_video(app.db, Failing(embedder, calls), again)
        assert await stored(app.db, again) == before
    assert before["videos"] == [{"status": "embedding"}]
    assert {row["embedding"] for rows in ("chunks", "sentences") for row in before[rows]} == {None}
    await embed_video(app.db, embedder, again)
    after = await stored(app.db, again)
    assert after["videos"] == [{"status": "completed"}]
    assert all(row["embedding"] is not None for rows in ("chunks", "sentences") for row in after[rows])
    await embed_video(app.db, embedder, again)
    assert await stored(app.db, again) == after  # not even a row was written again


async def test_stretches_made_again_are_the_same(app: App, embedder: MiniLM) -> None:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx)
    video = await a_talk(app.db, embedder, ada, SENTENCES)
    before = await stored(app.db, video)
    await index_video(app.db, embedder, video)
    after = await stored(app.db, video)
    for row in [*before["chunks"], *after["chunks"]]:
        del row["ctid"]
    assert after == before  # the ids as well


async def test_the_binary_forms_are_pgvectors(db: Database) -> None:
    vector = np.array([0.5, -0.25, 1 / 3, 0, 1e-7], np.float32)
    async with db.as_service("test") as tx:
        await tx.execute("create temp table sent (wide vector, narrow halfvec, nothing bytea) on commit drop")
        statement = "copy pg_temp.sent from stdin (format binary)"
        await tx.copy(statement, ["bytea", "bytea", "bytea"], [(packed(vector), packed_halves(vector), None)] * 2)
        await tx.copy(statement, ["bytea", "bytea", "bytea"], [])
        rows = await tx.fetch("select wide::text, narrow::text, nothing, vector_dims(wide) as width from sent")
    assert len(rows) == 2
    for row in rows:
        assert row["width"] == 1536
        np.testing.assert_array_equal(numbers(row["wide"])[:5], vector)
        np.testing.assert_array_equal(numbers(row["narrow"]).astype(np.float16), vector.astype(np.float16))
        assert row["nothing"] is None
