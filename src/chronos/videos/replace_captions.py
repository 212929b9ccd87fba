"""Replace the text of a video by captions: a person's text wins over the recogniser's, and over earlier captions."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from chronos.db import Tx, load_queries
from chronos.errors import Conflict, NotAllowed
from chronos.file_work import FILE_WORK
from chronos.jobs import enqueue_stage
from chronos.model import VideoId
from chronos.storage import VIDEOS, Access, object_name
from chronos.videos.caption_files import Captions, read_captions
from chronos.videos.captions import to_vtt
from chronos.videos.check_language import check_language
from chronos.videos.library import Video, get_video, retry_video

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """A caption file as it was received; without `encoding` that is detected."""

    path: Path
    encoding: str | None = None
    language: str | None = None


async def replace_captions(access: Access, video_id: VideoId, file: CaptionFile) -> Video:
    """Return the video, whose text the captions replace once a worker has prepared them for search.

    Quotes in conversations keep their words and seconds. Raises NotAllowed (`creators_only`), NotFound, Conflict
    (`no_file_yet`) while the video's length is not known, and as `read_captions` does.
    """
    if access.actor.creator_id is None:
        raise NotAllowed("Only a creator can change captions.", code="creators_only")
    async with access.db.acting_as(access.actor) as tx:
        video = await get_video(tx, video_id)
    if video.duration_seconds is None:
        raise Conflict("The video's length is not known yet: send the captions when it is.", code="no_file_yet")
    declared = check_language(file.language)
    language = declared or video.transcript_language
    captions = await FILE_WORK.run(
        video.creator_id,
        read_captions,
        file.path,
        encoding=file.encoding,
        language=language,
        duration_seconds=video.duration_seconds,
    )
    await store_captions(access, video_id, captions, language=declared)
    async with access.db.acting_as(access.actor) as tx:
        return await get_video(tx, video_id)


async def store_captions(access: Access, video_id: VideoId, captions: Captions, *, language: str | None = None) -> bool:
    """Store the captions and enqueue the job that takes them; a failed video is tried again with them.

    Returns False, with nothing changed, when the video has the same captions. The object of the earlier ones is left to
    the sweep: a stage may be reading it.
    """
    vtt = (await asyncio.to_thread(to_vtt, captions.cues)).encode()
    async with access.db.acting_as(access.actor) as tx:
        video = await get_video(tx, video_id)
        row = await tx.fetch_one(_QUERIES["get_captions"], {"id": video_id})
    earlier = row["captions"] if row is not None else None
    if earlier is not None and await access.objects.get(object_name(VIDEOS, earlier)) == vtt:
        return False
    name = f"{video.creator_id}/{video_id}/captions-{uuid4().hex[:12]}.vtt"
    await access.objects.put(object_name(VIDEOS, name), vtt)
    async with access.db.acting_as(access.actor) as tx:
        await _record(tx, video, name, captions, language)
    return True


async def _record(tx: Tx, video: Video, name: str, captions: Captions, language: str | None) -> None:
    values = {"id": video.id, "captions": name, "warnings": list(captions.warnings), "language": language}
    await tx.execute(_QUERIES["set_captions"], values)
    if (await get_video(tx, video.id)).status == "failed":
        await retry_video(tx, video.id)
    await enqueue_stage(tx, video.id, "captions")
