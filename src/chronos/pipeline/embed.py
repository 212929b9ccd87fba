"""Embed: chunks and sentences in, vectors out. The last stage before a video can be searched."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from chronos.db import Database, Tx
from chronos.jobs import note_work
from chronos.model import VideoId
from chronos.pipeline.chunk import Row, read_words
from chronos.pipeline.steps import QUERIES, VideoRow, begin, finish, hold, set_progress
from chronos.pipeline.tokens import sentences_by_chunk, tokens_of_sentence
from chronos.providers.embedding import Embedder, pack_vectors, packed, packed_halves, require_all
from chronos.text import Stretches, derive_stretches, text_to_embed
from chronos.usage import charge_for, settle

BATCH = 32  # chunks that are read at once: their token vectors take some megabytes


@dataclass(frozen=True, slots=True)
class StretchVectors:
    """Vectors by stretch, packed as they are stored; `tokens` is None where the model tells of no tokens.

    `chunk_tokens` and `sentence_tokens`: how many the model read; where it does not say, a quarter of the bytes.
    """

    chunks: Sequence[bytes]
    sentences: Sequence[bytes]
    tokens: Sequence[bytes | None]
    chunk_tokens: int = 0
    sentence_tokens: int = 0


async def embed_video(db: Database, embedder: Embedder, video_id: VideoId) -> None:
    """Job. Safe to repeat: it replaces the video's vectors, never appends."""
    async with db.as_service("pipeline.embed") as tx:
        video = await begin(tx, video_id, "embed")
        if video is None:
            return
        words = await read_words(tx, video_id)
    stretches = await asyncio.to_thread(derive_stretches, words)
    parts = await _embed(db, embedder, video, stretches)
    async with db.as_service("pipeline.embed") as tx:
        await hold(tx, video_id)
        await write_vectors(tx, video, embedder.name, stretches, parts)
        await finish(tx, video_id, "embed")


def embed_stretches(title: str, stretches: Stretches, embedder: Embedder) -> Iterator[StretchVectors]:
    """Yield the vectors of all stretches in order, in parts of `BATCH` chunks and the sentences that are read in them.

    The sentences of the parts, in the order of `sentences_by_chunk`, together are all.
    """
    homes = sentences_by_chunk(stretches)
    for begin_at in range(0, len(stretches.chunks), BATCH):
        chunks = stretches.chunks[begin_at : begin_at + BATCH]
        texts = [text_to_embed(title, chunk) for chunk in chunks]
        read = embedder.read(texts)
        require_all(embedder, chunks, read)
        inside = [stretch for chunk in chunks for stretch in homes[chunk.index]]
        own_texts = [text_to_embed(title, stretch) for stretch in inside]
        own = embedder.embed(own_texts)
        require_all(embedder, inside, own)
        tokens = [
            pack_vectors(tokens_of_sentence(stretch, chunk, title, reading)) if reading.tokens else None
            for chunk, reading in zip(chunks, read, strict=True)
            for stretch in homes[chunk.index]
        ]
        yield StretchVectors(
            [packed(reading.vector) for reading in read],
            [packed_halves(vector) for vector in own],
            tokens,
            sum(len(reading.tokens) for reading in read) or _estimate_tokens(texts),
            _estimate_tokens(own_texts),
        )


async def write_vectors(
    tx: Tx, video: VideoRow, model: str, stretches: Stretches, parts: Sequence[StretchVectors]
) -> None:
    """Add the vectors, made by `model` with the title that `video` has, to what `write_stretches` wrote."""
    of_video: Row = {"video_id": video.id, "creator_id": video.creator_id, "model": model, "title": video.title}
    sentences = [stretch.index for home in sentences_by_chunk(stretches) for stretch in home]
    vectors = [pair for part in parts for pair in zip(part.sentences, part.tokens, strict=True)]
    await write_chunk_vectors(tx, video.id, model, [vector for part in parts for vector in part.chunks])
    await tx.execute(QUERIES["create_new_sentence_vectors"])
    rows = [(index, *pair) for index, pair in zip(sentences, vectors, strict=True)]
    await tx.copy(QUERIES["copy_sentence_vectors"], ["int4", "bytea", "bytea"], rows)
    await tx.execute(QUERIES["set_sentence_vectors"], of_video)
    await tx.execute(QUERIES["drop_new_sentence_vectors"])
    await tx.execute(QUERIES["set_document_model"], of_video)
    read = sum(part.chunk_tokens + part.sentence_tokens for part in parts)
    charge = replace(charge_for("embedding_tokens", read, f"embedding:{uuid4()}", model), video_id=video.id)
    await settle(tx, video.creator_id, video.id, [charge], is_last=False)


async def write_chunk_vectors(tx: Tx, video_id: VideoId, model: str, vectors: Sequence[bytes]) -> None:
    """Give all chunks of a video, in order, their vectors, packed as they are stored."""
    await tx.execute(QUERIES["create_new_chunk_vectors"])
    await tx.copy(QUERIES["copy_chunk_vectors"], ["int4", "bytea"], enumerate(vectors))
    await tx.execute(QUERIES["set_chunk_vectors"], {"video_id": video_id, "model": model})
    await tx.execute(QUERIES["drop_new_chunk_vectors"])


def _estimate_tokens(texts: Sequence[str]) -> int:
    return sum(len(text.encode()) // 4 + 1 for text in texts)


async def _embed(db: Database, embedder: Embedder, video: VideoRow, stretches: Stretches) -> list[StretchVectors]:
    parts: list[StretchVectors] = []
    remaining, done = embed_stretches(video.title, stretches, embedder), 0
    while (part := await asyncio.to_thread(next, remaining, None)) is not None:  # slow: no transaction is open
        parts.append(part)
        done += len(part.chunks)
        async with db.as_service("pipeline.embed") as tx:
            await set_progress(tx, video.id, done / len(stretches.chunks))
            if done < len(stretches.chunks):
                await note_work(tx, video.id, "embed", stretches.chunks[done].start_seconds)
    return parts
