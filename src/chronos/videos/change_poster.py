"""Change the poster of a video: take what it shows at a second, or an image that its creator sends."""

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from chronos.db import Tx, load_queries
from chronos.errors import Conflict, Invalid, NotAllowed, OverLimit
from chronos.file_work import FILE_WORK
from chronos.model import VideoId
from chronos.providers.objects import ObjectStore
from chronos.providers.speech.media import PICTURE_TYPE, draw_image, open_source, take_poster
from chronos.storage import (
    THUMBNAILS,
    VIDEOS,
    Access,
    NewObject,
    Room,
    admit_object,
    authorize_object,
    object_name,
)
from chronos.text import clock
from chronos.videos.library import Video, get_source, get_video, no_such_video

MAX_POSTER_BYTES = 5 * 1024 * 1024  # the limit of bucket `thumbnails`

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class PosterChoice:
    """A second of the video, or an image file: one of the two."""

    at_seconds: float | None = None
    image: Path | None = None


async def change_poster(access: Access, video_id: VideoId, choice: PosterChoice) -> Video:
    """Return the video with its new poster, which stays when its pictures are taken again.

    Raises NotAllowed (`creators_only`), NotFound, Conflict (`no_file_yet`, `no_pictures`), Invalid (`poster_unclear`,
    `second_outside`, `picture_unknown`, `picture_damaged`, `codec_unknown`, …), OverLimit, ProviderError.
    """
    creator_id = access.actor.creator_id
    if creator_id is None:
        raise NotAllowed("Only a creator can change posters.", code="creators_only")
    if (choice.at_seconds is None) == (choice.image is None):
        raise Invalid("Choose a second of the video, or send an image: one of the two.", code="poster_unclear")
    async with access.db.acting_as(access.actor) as tx:
        video = await get_video(tx, video_id)
        source = await get_source(tx, video_id) if choice.image is None else None
    name = f"{creator_id}/{video_id}/chosen-{uuid4().hex}.webp"
    # Before the file is decoded: a viewer may not, and a full storage takes none.
    await authorize_object(access.db, access.actor, NewObject(THUMBNAILS, name, 1, PICTURE_TYPE))
    if choice.image is not None:
        content = await FILE_WORK.run(creator_id, _draw, choice.image)
    else:
        assert source is not None  # noqa: S101 - no image was chosen
        assert choice.at_seconds is not None  # noqa: S101 - one of the two was
        _require_within(video, choice.at_seconds)
        content = await FILE_WORK.run(creator_id, _take, access.objects, source.name, choice.at_seconds)
    return await _replace(access, video_id, NewObject(THUMBNAILS, name, len(content), PICTURE_TYPE), content)


async def _replace(access: Access, video_id: VideoId, new: NewObject, content: bytes) -> Video:
    """Store the picture and show it. The earlier one goes at once, unless a video or course shows it too."""
    stored = object_name(THUMBNAILS, new.name)
    await access.objects.put(stored, content)
    async with access.db.acting_as(access.actor) as tx:
        earlier = await tx.fetch_one(_QUERIES["lock_poster"], {"id": video_id})
        if earlier is None:
            raise no_such_video(video_id)
        await admit_object(tx, new, Room(access.actor.creator_id))
        await tx.execute(_QUERIES["set_poster"], {"id": video_id, "poster": new.name})
        is_dropped = earlier["poster"] is not None and await _drop_row(tx, earlier["poster"])
        video = await get_video(tx, video_id)
    if is_dropped:
        await access.objects.delete(object_name(THUMBNAILS, earlier["poster"]))
    return video


async def _drop_row(tx: Tx, name: str) -> bool:
    row = await tx.fetch_one(_QUERIES["drop_thumbnail"], {"name": name})
    return row is not None and row["size_bytes"] is not None


def _require_within(video: Video, second: float) -> None:
    length = video.duration_seconds
    if length is None:
        raise Conflict("The video's length is not known yet: choose the poster when it is.", code="no_file_yet")
    if not 0 <= second <= length:
        raise Invalid(f"The video is {clock(round(length))} long: choose a second within it.", code="second_outside")


def _take(objects: ObjectStore, name: str, second: float) -> bytes:
    poster = take_poster(objects.open(object_name(VIDEOS, name)), second)
    if poster is None:
        raise Conflict("The file has no pictures: send an image instead.", code="no_pictures")
    return poster.content


def _draw(image: Path) -> bytes:
    with open_source(image) as file:
        size = file.seek(0, os.SEEK_END)
        if size > MAX_POSTER_BYTES:
            raise OverLimit(f"A poster may have up to {MAX_POSTER_BYTES // 1024**2} MB.", code="too_large")
        return draw_image(file)
