"""Index: a transcript in, what search compares out (docs/explanation/search.md)."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chronos.db import Database, Tx
from chronos.model import VideoId, Word
from chronos.pipeline.steps import QUERIES, VideoRow, read_video
from chronos.pipeline.tokens import sentences_by_window, tokens_of_sentence
from chronos.providers.embedding import Embedder, packed_halves, require_all
from chronos.providers.embedding.token_vectors import pack_vectors
from chronos.text.terms import joined, terms
from chronos.text.units import WINDOW_STRIDE, Unit, Units, derive_units, text_to_embed

BATCH = 32  # windows that are read at once: their token vectors take some megabytes

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class UnitVectors:
    """Vectors by unit, packed as they are stored; `tokens` is None where the model tells of no tokens."""

    windows: Sequence[bytes]
    sentences: Sequence[bytes]
    tokens: Sequence[bytes | None]


def window_place(sentence: Unit) -> int:
    """The last of the two windows that hold the sentence's middle word, were the transcript endless."""
    return (sentence.first + sentence.last) // 2 // WINDOW_STRIDE


async def read_units(tx: Tx, video_id: VideoId) -> Units:
    """The sentences and windows of a video's transcript."""
    return await asyncio.to_thread(derive_units, await read_words(tx, video_id))


async def read_words(tx: Tx, video_id: VideoId) -> list[Word]:
    """The words of a video in order."""
    return [
        Word(text, start, end)
        for row in await tx.fetch(QUERIES["list_windows"], {"id": video_id})
        for text, start, end in zip(row["words"], row["word_starts"], row["word_ends"], strict=True)
    ]


async def write_units(tx: Tx, video: VideoRow, units: Units) -> None:
    """Put what is compared by words in the place of what there is; students see none of it before the vectors."""
    of_video: Row = {"video_id": video.id, "creator_id": video.creator_id}
    windows = [terms(window.text) for window in units.windows]
    await tx.execute(QUERIES["delete_units"], of_video)
    await tx.execute(
        QUERIES["insert_document"],
        of_video | {"title": video.title, "window_count": len(windows), "term_count": sum(map(len, windows))},
    )
    await tx.execute_many(
        QUERIES["insert_search_window"],
        [
            of_video | {"index": unit.index, "term_count": len(found), "joined_words": joined(unit.text)}
            for unit, found in zip(units.windows, windows, strict=True)
        ],
    )
    await tx.execute_many(QUERIES["insert_sentence"], [of_video | _sentence(unit) for unit in units.sentences])
    await tx.execute_many(QUERIES["insert_term"], [of_video | row for row in _postings(windows)])


def embed_units(title: str, units: Units, embedder: Embedder) -> Iterator[UnitVectors]:
    """The vectors of all units in order, in parts of `BATCH` windows and the sentences that are read in them.

    The sentences of the parts, in the order of `sentences_by_window`, together are all.
    """
    homes = sentences_by_window(units)
    for begin in range(0, len(units.windows), BATCH):
        windows = units.windows[begin : begin + BATCH]
        read = embedder.read([text_to_embed(title, window) for window in windows])
        require_all(embedder, windows, read)
        inside = [unit for window in windows for unit in homes[window.index]]
        own = embedder.embed([text_to_embed(title, unit) for unit in inside])
        require_all(embedder, inside, own)
        tokens = [
            pack_vectors(tokens_of_sentence(unit, window, title, reading)) if reading.tokens else None
            for window, reading in zip(windows, read, strict=True)
            for unit in homes[window.index]
        ]
        yield UnitVectors(
            [packed_halves(reading.vector) for reading in read], [packed_halves(vector) for vector in own], tokens
        )


async def write_vectors(tx: Tx, video: VideoRow, model: str, units: Units, parts: Sequence[UnitVectors]) -> None:
    """Add the vectors, made by `model` with the title that `video` has, to what `write_units` wrote."""
    of_video: Row = {"video_id": video.id, "creator_id": video.creator_id}
    windows = [vector for part in parts for vector in part.windows]
    sentences = [unit for home in sentences_by_window(units) for unit in home]
    vectors = [pair for part in parts for pair in zip(part.sentences, part.tokens, strict=True)]
    rows: list[tuple[bool, int, bytes, bytes | None]] = [(False, i, vector, None) for i, vector in enumerate(windows)]
    rows += [(True, unit.index, *pair) for unit, pair in zip(sentences, vectors, strict=True)]
    await tx.execute(QUERIES["create_new_unit_vectors"])
    await tx.copy(QUERIES["copy_unit_vectors"], ["bool", "int4", "bytea", "bytea"], rows)
    await tx.execute(QUERIES["set_window_vectors"], of_video)
    await tx.execute(QUERIES["set_sentence_vectors"], of_video)
    await tx.execute(QUERIES["drop_new_unit_vectors"])
    await tx.execute(QUERIES["set_document_model"], of_video | {"model": model, "title": video.title})


async def index_video(db: Database, embedder: Embedder, video_id: VideoId) -> None:
    """Make again what search compares of a video that is completed: after a change of title, model or recipe.

    Safe to repeat, and nobody's search sees a half of it. Does nothing for a video that is not completed.
    """
    async with db.as_service("pipeline.index") as tx:
        video = await read_video(tx, video_id)
        if video is None or video.status != "completed":
            return
        units = await read_units(tx, video_id)
    parts = await asyncio.to_thread(lambda: list(embed_units(video.title, units, embedder)))
    async with db.as_service("pipeline.index") as tx:
        # Held until the end: whoever publishes or removes the video meanwhile waits, and then finds all rows.
        if await tx.fetch_one(QUERIES["lock_completed"], {"id": video_id}) is None:
            return
        await write_units(tx, video, units)
        await write_vectors(tx, video, embedder.name, units, parts)


async def index_outdated(db: Database, embedder: Embedder) -> None:
    """Periodic job. Index every video that `list_unindexed` lists."""
    for video_id in await list_unindexed(db, embedder.name):
        await index_video(db, embedder, video_id)


async def list_unindexed(db: Database, model: str, *, everything: bool = False) -> list[VideoId]:
    """Completed videos of which search has nothing, or what was made under another title or by another model."""
    async with db.as_service("pipeline.index") as tx:
        rows = await tx.fetch(QUERIES["list_unindexed"], {"model": model, "everything": everything})
    return [VideoId(row["id"]) for row in rows]


def _sentence(unit: Unit) -> Row:
    return {
        "index": unit.index,
        "window_index": window_place(unit),
        "first_word": unit.first,
        "last_word": unit.last,
        "start_seconds": unit.start_seconds,
        "end_seconds": unit.end_seconds,
        "text": unit.text,
    }


def _postings(windows: Sequence[Sequence[str]]) -> Iterator[Row]:
    """For each term the windows that have it, how often, and how long these are."""
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for index, of_window in enumerate(windows):
        for term, count in Counter(of_window).items():
            found[term].append((index, count, len(of_window)))
    for term, places in found.items():
        indexes, counts, lengths = zip(*places, strict=True)
        yield {"term": term, "windows": list(indexes), "counts": list(counts), "lengths": list(lengths)}
