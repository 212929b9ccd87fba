"""Pictures: the poster and the storyboard of a video's file. Beside the stages: no video waits for them or fails."""

import asyncio
import logging
from dataclasses import dataclass
from uuid import uuid4

from chronos.db import Database, Tx
from chronos.errors import ChronosError, OverLimit, ProviderError
from chronos.jobs import enqueue_stage, note_work
from chronos.model import CreatorId, VideoId
from chronos.pipeline.steps import QUERIES, Removed, hold
from chronos.providers.objects import ObjectStore
from chronos.providers.speech.media import PICTURE_TYPE, Pictures, take_pictures
from chronos.storage import THUMBNAILS, VIDEOS, NewObject, Room, admit_object, get_allowance_of, object_name
from chronos.videos import sheet_name

LEAST_BYTES = 1 << 20  # of room; pictures rarely take more, and a full storage need not be decoded for
MISSING_AT_ONCE = 100  # videos

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Source:
    """A video whose file has no pictures yet."""

    id: VideoId
    creator_id: CreatorId
    storage_path: str
    content_sha256: str | None
    duration_seconds: float


async def make_pictures(db: Database, objects: ObjectStore, video_id: VideoId) -> None:
    """Job. Safe to repeat: it does nothing for a file whose pictures were taken, or could not be.

    Why there are none stands in `private.video_pictures`; only a full storage leaves no row, and is tried again by
    `enqueue_missing_pictures`. Raises ProviderError for what may pass, Removed.
    """
    async with db.as_service("pipeline.pictures") as tx:
        row = await tx.fetch_one(QUERIES["get_unpictured"], {"id": video_id})
        if row is None:
            return
        source = _Source(**row)
        await note_work(tx, video_id, "pictures")
        allowance = await get_allowance_of(tx, source.creator_id)
    if allowance.remaining_bytes is not None and allowance.remaining_bytes < LEAST_BYTES:
        _log.warning("no pictures: the storage is full", extra={"video_id": str(video_id)})
        return
    try:
        pictures = await asyncio.to_thread(_take, objects, source)
        if pictures is not None:
            await _store(db, objects, source, pictures)
    except (OverLimit, ProviderError):
        raise
    except ChronosError as error:
        await give_up_pictures(db, video_id, str(error))


async def give_up_pictures(db: Database, video_id: VideoId, problem: str) -> None:
    """Note why the video's file has no pictures; processing goes its way, and they are not tried again."""
    async with db.as_service("pipeline.pictures") as tx:
        await note_problem(tx, video_id, problem)


async def note_problem(tx: Tx, video_id: VideoId, problem: str) -> None:
    """Note in the caller's transaction why the video's file has no pictures."""
    _log.warning("no pictures: %s", problem, extra={"video_id": str(video_id)})
    await tx.execute(QUERIES["note_no_pictures"], {"id": video_id, "problem": problem})


async def enqueue_missing_pictures(db: Database) -> None:
    """Periodic job. Enqueue pictures that are missing: of an import, an earlier version, after a full storage.

    A few at a time, as they go before other work on their creator's videos.
    """
    async with db.as_service("pipeline.pictures") as tx:
        for row in await tx.fetch(QUERIES["list_unpictured"], {"limit": MISSING_AT_ONCE}):
            await enqueue_stage(tx, VideoId(row["id"]), "pictures")


def _take(objects: ObjectStore, source: _Source) -> Pictures | None:
    return take_pictures(objects.open(object_name(VIDEOS, source.storage_path)), source.duration_seconds)


async def _store(db: Database, objects: ObjectStore, source: _Source, pictures: Pictures) -> None:
    """Store the pictures under names that none has, then write their rows; a failure between leaves bytes to the sweep.

    A poster that a person chose stays. Objects of an earlier file are left to the sweep: a page may show them.
    """
    storyboard = uuid4().hex
    poster = f"{source.creator_id}/{source.id}/poster-{uuid4().hex}.webp"
    files = {poster: pictures.poster.content} | {
        sheet_name(source.creator_id, source.id, storyboard, number): sheet
        for number, sheet in enumerate(pictures.sheets)
    }
    for name, content in files.items():
        await objects.put(object_name(THUMBNAILS, name), content)
    values = {
        "id": source.id,
        "content_sha256": source.content_sha256,
        "storyboard": storyboard,
        "tiles": pictures.tiles,
        "seconds_between": pictures.seconds_between,
    }
    try:
        async with db.as_service("pipeline.pictures") as tx:
            await hold(tx, source.id)
            for name, content in files.items():
                new = NewObject(THUMBNAILS, name, len(content), PICTURE_TYPE, cache_control="max-age=31536000")
                await admit_object(tx, new, Room(source.creator_id, for_service=True))
            await tx.execute(QUERIES["set_pictures"], values)
            await tx.execute(QUERIES["set_poster"], {"id": source.id, "poster": poster})
    except (Removed, OverLimit):  # nothing was written; of another failure that is not sure
        for name in files:
            await objects.delete(object_name(THUMBNAILS, name))
        raise
