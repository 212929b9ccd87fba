"""Embed: chunks in, vectors out. The last stage before a video can be searched."""

import asyncio

from chronos.db import Database
from chronos.errors import ProviderError
from chronos.model import VideoId
from chronos.pipeline.steps import QUERIES, begin, finish, set_progress
from chronos.providers.embedding import Embedder, padded

BATCH = 64  # chunks between two reports of progress


def embed_texts(texts: list[str], embedder: Embedder) -> list[str]:
    """One vector per text, in order, in the form and width in which they are stored."""
    vectors = embedder.embed(texts)
    # A short answer would shift vectors onto the wrong chunks, unnoticed by search.
    if len(vectors) != len(texts):
        raise ProviderError(f"{embedder.name} returned {len(vectors)} of {len(texts)} vectors.", retryable=True)
    return [padded(vector) for vector in vectors]


async def embed_video(db: Database, embedder: Embedder, video_id: VideoId) -> None:
    """Job. Safe to repeat: it replaces the video's vectors, never appends."""
    async with db.as_service("pipeline.embed") as tx:
        if await begin(tx, video_id, "embed") is None:
            return
        chunks = await tx.fetch(QUERIES["list_chunks"], {"id": video_id})
    vectors: list[str] = []
    while len(vectors) < len(chunks):
        batch = [chunk["chunk_text"] for chunk in chunks[len(vectors) : len(vectors) + BATCH]]
        vectors += await asyncio.to_thread(embed_texts, batch, embedder)  # slow: no transaction is open
        async with db.as_service("pipeline.embed") as tx:
            await set_progress(tx, video_id, len(vectors) / len(chunks))
    async with db.as_service("pipeline.embed") as tx:
        await tx.execute_many(
            QUERIES["set_vector"],
            [
                {"id": chunk["id"], "vector": vector, "model": embedder.name}
                for chunk, vector in zip(chunks, vectors, strict=True)
            ],
        )
        await finish(tx, video_id, "embed")
