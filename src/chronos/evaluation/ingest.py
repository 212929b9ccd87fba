"""Ingest captions as videos of a scratch tenant, through the pipeline's own stages."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from chronos.db import Database, load_queries
from chronos.errors import ProviderError
from chronos.evaluation.scratch_tenant import Scratch
from chronos.model import CreatorId, VideoId
from chronos.providers.objects import ObjectStore
from chronos.text import clean_title
from chronos.videos import Captions, Entry, place_files, read_own_vtt, record_video

POLL_SECONDS = 0.3

_QUERIES = load_queries("chronos.evaluation")


@dataclass(frozen=True, slots=True)
class Ingested:
    """The videos by name, the number of their chunks, and the seconds until search found them."""

    videos: Mapping[str, VideoId]
    chunks: int
    seconds: float


async def ingest(
    db: Database,
    objects: ObjectStore,
    scratch: Scratch,
    captions: Mapping[str, str],
    on_progress: Callable[[float], None] = lambda _: None,
) -> Ingested:
    """Make one video per entry of `captions` (WebVTT by name) and wait until search finds it; `on_progress`: 0 to 1.

    A worker must be running. Raises ProviderError when a video fails.
    """
    started = time.perf_counter()
    videos = {name: await _add(db, objects, scratch, name, vtt) for name, vtt in captions.items()}
    while (done := await _share_done(db, scratch.creator_id)) < 1:
        on_progress(done)
        await asyncio.sleep(POLL_SECONDS)
    seconds = time.perf_counter() - started
    async with db.as_service("evaluation.ingest") as tx:
        row = await tx.fetch_one(_QUERIES["count_chunks"], {"creator_id": scratch.creator_id})
    return Ingested(videos, row["chunks"] if row else 0, seconds)


async def _add(db: Database, objects: ObjectStore, scratch: Scratch, name: str, vtt: str) -> VideoId:
    """Add a video of captions alone: without a media file to probe it begins at the second stage."""
    video_id = VideoId(uuid4())
    title = clean_title(name.replace("_", " "))  # as `chronos add` titles a file
    entry = Entry(scratch.creator_id, video_id, "", None, Captions(read_own_vtt(vtt.encode())), title)
    await place_files(objects, entry)
    async with db.as_service("evaluation.ingest") as tx:
        await record_video(tx, entry, "transcribe")
        for status in ("uploading", "transcribing"):
            await tx.execute(_QUERIES["take_step"], {"id": video_id, "status": status})
    return video_id


async def _share_done(db: Database, creator_id: CreatorId) -> float:
    """Return 0 to 1, where the last stage counts as all the work; exactly 1 when every video is completed."""
    async with db.as_service("evaluation.ingest") as tx:
        states = await tx.fetch(_QUERIES["list_states"], {"creator_id": creator_id})
    for state in states:
        if state["status"] == "failed":
            raise ProviderError(
                f"{state['title']} could not be imported: {state['error_message']}", code="import_failed"
            )
    weights = {"completed": 1.0, "embedding": 0.99}
    shares = [weights.get(state["status"], 0.0) * float(state["progress"]) for state in states]
    return sum(shares) / len(shares)
