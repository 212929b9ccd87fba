"""Replace the transcript of a video by captions that came after it was transcribed."""

import asyncio
from collections.abc import Awaitable, Callable

from chronos.db import Database
from chronos.jobs import note_work
from chronos.model import VideoId
from chronos.pipeline.chunk import write_stretches
from chronos.pipeline.embed import embed_stretches, write_vectors
from chronos.pipeline.steps import QUERIES, hold, read_video
from chronos.pipeline.transcribe import read_caption_words
from chronos.pipeline.write_transcript import write_caption_words, write_transcript
from chronos.providers.embedding import Embedder
from chronos.providers.objects import ObjectStore
from chronos.text import derive_stretches

WITHOUT_TRANSCRIPT = ("pending", "uploading", "transcribing")  # the stage of transcription will take the captions


async def replace_transcript(
    db: Database, objects: ObjectStore, load_embedder: Callable[[], Awaitable[Embedder]], video_id: VideoId
) -> None:
    """Job. Safe to repeat: it replaces words and all that is derived from them.

    A completed video stays searchable: its earlier text is found until the new one is, in one step. A video in
    progress gets the new words at its next stage.
    """
    async with db.as_service("pipeline.captions") as tx:
        video = await read_video(tx, video_id)
    if video is None or video.status in WITHOUT_TRANSCRIPT or "captions" not in video.metadata:
        return
    words = await read_caption_words(objects, video)
    stretches = await asyncio.to_thread(derive_stretches, words)
    embedder = await load_embedder() if video.status == "completed" else None
    async with db.as_service("pipeline.captions") as tx:
        await note_work(tx, video_id, "captions")
    parts = await asyncio.to_thread(lambda: list(embed_stretches(video.title, stretches, embedder))) if embedder else []
    async with db.as_service("pipeline.captions") as tx:
        await hold(tx, video_id)
        await write_caption_words(tx, video, words)
        await write_transcript(tx, video_id)
        renewed = await read_video(tx, video_id)  # its language may be another now
        await write_stretches(tx, renewed or video, words, stretches)
        if embedder is not None:
            await write_vectors(tx, video, embedder.name, stretches, parts)
        taken = {"id": video_id, "captions": video.metadata["captions"]}
        await tx.execute(QUERIES["end_pending_captions"], taken)
