"""Index: derive again what search compares, of videos that are completed."""

import asyncio

from chronos.db import Database
from chronos.model import VideoId
from chronos.pipeline.chunk import read_words, write_stretches
from chronos.pipeline.embed import embed_stretches, write_vectors
from chronos.pipeline.steps import QUERIES, read_video
from chronos.providers.embedding import Embedder
from chronos.text import derive_stretches


async def index_video(db: Database, embedder: Embedder, video_id: VideoId) -> None:
    """Derive again what search compares of a completed video: after a change of title, model or recipe.

    Safe to repeat, and no search sees a half of it. Does nothing for a video that is not completed.
    """
    async with db.as_service("pipeline.index") as tx:
        video = await read_video(tx, video_id)
        if video is None or video.status != "completed":
            return
        words = await read_words(tx, video_id)
    stretches = await asyncio.to_thread(derive_stretches, words)
    parts = await asyncio.to_thread(lambda: list(embed_stretches(video.title, stretches, embedder)))
    async with db.as_service("pipeline.index") as tx:
        # Locked until the end: publishing or removing the video waits, and then finds all rows.
        if await tx.fetch_one(QUERIES["lock_completed"], {"id": video_id}) is None:
            return
        await write_stretches(tx, video, words, stretches)
        await write_vectors(tx, video, embedder.name, stretches, parts)


async def index_outdated(db: Database, embedder: Embedder) -> None:
    """Periodic job. Index every video that `list_unindexed` lists."""
    for video_id in await list_unindexed(db, embedder.name):
        await index_video(db, embedder, video_id)


async def list_unindexed(db: Database, model: str, *, everything: bool = False) -> list[VideoId]:
    """Return completed videos that search lacks, or knows under another title or by another model."""
    async with db.as_service("pipeline.index") as tx:
        rows = await tx.fetch(QUERIES["list_unindexed"], {"model": model, "everything": everything})
    return [VideoId(row["id"]) for row in rows]
