"""Embed: chunks in, vectors out. The last stage before a video can be searched."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from chronos.db import Database, Tx
from chronos.model import VideoId
from chronos.pipeline.index import UnitVectors, embed_units, read_units, write_vectors
from chronos.pipeline.steps import QUERIES, VideoRow, begin, finish, hold, set_progress
from chronos.providers.embedding import Embedder, packed, require_all
from chronos.text.units import Units

BATCH = 64  # chunks between two reports of progress
CHUNKS_SHARE = 0.3  # of the work, the rest are the units


def embed_texts(texts: list[str], embedder: Embedder) -> list[bytes]:
    """One vector per text, in order, in the form and width in which they are stored."""
    vectors = embedder.embed(texts)
    require_all(embedder, texts, vectors)
    return [packed(vector) for vector in vectors]


async def embed_video(db: Database, embedder: Embedder, video_id: VideoId) -> None:
    """Job. Safe to repeat: it replaces the video's vectors, never appends."""
    async with db.as_service("pipeline.embed") as tx:
        video = await begin(tx, video_id, "embed")
        if video is None:
            return
        chunks = await tx.fetch(QUERIES["list_chunks"], {"id": video_id})
        units = await read_units(tx, video_id)
    vectors = await _embed_chunks(db, embedder, video_id, [chunk["chunk_text"] for chunk in chunks])
    parts = await _embed_units(db, embedder, video, units)
    async with db.as_service("pipeline.embed") as tx:
        await hold(tx, video_id)
        await write_chunk_vectors(tx, video_id, embedder.name, [chunk["id"] for chunk in chunks], vectors)
        await write_vectors(tx, video, embedder.name, units, parts)
        await finish(tx, video_id, "embed")


async def write_chunk_vectors(
    tx: Tx, video_id: VideoId, model: str, ids: Sequence[UUID], vectors: Sequence[bytes]
) -> None:
    """Give the chunks `ids` of a video their vectors, packed as they are stored."""
    await tx.execute(QUERIES["create_new_chunk_vectors"])
    await tx.copy(QUERIES["copy_chunk_vectors"], ["uuid", "bytea"], zip(ids, vectors, strict=True))
    await tx.execute(QUERIES["set_chunk_vectors"], {"video_id": video_id, "model": model})
    await tx.execute(QUERIES["drop_new_chunk_vectors"])


async def _embed_chunks(db: Database, embedder: Embedder, video_id: VideoId, texts: Sequence[str]) -> list[bytes]:
    vectors: list[bytes] = []
    while len(vectors) < len(texts):
        batch = list(texts[len(vectors) : len(vectors) + BATCH])
        vectors += await asyncio.to_thread(embed_texts, batch, embedder)  # slow: no transaction is open
        await _report(db, video_id, CHUNKS_SHARE * len(vectors) / len(texts))
    return vectors


async def _embed_units(db: Database, embedder: Embedder, video: VideoRow, units: Units) -> list[UnitVectors]:
    parts: list[UnitVectors] = []
    remaining, done = embed_units(video.title, units, embedder), 0
    while (part := await asyncio.to_thread(next, remaining, None)) is not None:
        parts.append(part)
        done += len(part.windows)
        await _report(db, video.id, CHUNKS_SHARE + (1 - CHUNKS_SHARE) * done / len(units.windows))
    return parts


async def _report(db: Database, video_id: VideoId, progress: float) -> None:
    async with db.as_service("pipeline.embed") as tx:
        await set_progress(tx, video_id, progress)
