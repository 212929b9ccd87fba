"""Probe: what the stored file holds. The first stage; it refuses a file of which a part is missing."""

import asyncio
from dataclasses import asdict

from psycopg.types.json import Jsonb

from chronos.db import Database
from chronos.jobs import enqueue_stage
from chronos.model import VideoId
from chronos.pipeline.steps import QUERIES, begin, finish
from chronos.providers.objects import ObjectStore
from chronos.providers.speech.media import MediaInfo, probe
from chronos.storage import VIDEOS, object_name
from chronos.videos import NO_AUDIO_TRACK


async def probe_video(db: Database, objects: ObjectStore, video_id: VideoId) -> None:
    """Job. Safe to repeat: it writes the same again."""
    async with db.as_service("pipeline.probe") as tx:
        video = await begin(tx, video_id, "probe")
    if video is None:
        return

    def look() -> MediaInfo:
        return probe(objects.open(object_name(VIDEOS, video.storage_path)))

    media = await asyncio.to_thread(look)
    found = {
        "container": media.container,
        "content_type": media.content_type,
        "has_audio": media.has_audio,
        "has_video": media.has_video,
        "audio_codec": media.audio_codec,
        "video_codec": media.video_codec,
        "video_profile": media.video_profile,
        "audio_tracks": [asdict(track) for track in media.audio_tracks],
    }
    is_mute = not media.has_audio and "captions" not in video.metadata
    warnings = [NO_AUDIO_TRACK] if is_mute else []
    async with db.as_service("pipeline.probe") as tx:
        await tx.execute(
            QUERIES["set_media"],
            {
                "id": video_id,
                "duration_seconds": media.duration_seconds,
                "metadata": Jsonb(found),
                "warnings": warnings,
            },
        )
        if media.has_video:
            await enqueue_stage(tx, video_id, "pictures")
        await finish(tx, video_id, "probe")
