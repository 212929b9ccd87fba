"""Remove a video for good, with everything derived from it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chronos.db import Row, Tx, load_queries
from chronos.errors import ChronosError, NotAllowed
from chronos.model import VideoId
from chronos.storage import THUMBNAILS, VIDEOS, Access, object_name
from chronos.videos.library import no_such_video
from chronos.videos.storyboard import sheet_count, sheet_name

_QUERIES = load_queries("chronos.videos")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RemovedObject:
    """A stored file that was deleted with its video."""

    bucket: str
    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was deleted. `waiting`: unreachable files that the store could not delete now and the next sweep will; they
    count neither among `objects` nor in `bytes_freed`.

    `captions`: whether it had captions of its own. `jobs`: those that waited for it.
    """

    video_id: VideoId
    title: str
    chunks: int
    sentences: int
    objects: tuple[RemovedObject, ...]
    waiting: tuple[RemovedObject, ...]
    captions: bool
    jobs: int
    bytes_freed: int
    removed_at: datetime


async def remove_video(access: Access, video_id: VideoId, *, binned_before: datetime | None = None) -> Receipt:
    """Remove the video and all that belongs to it; a job that works on it ends by itself.

    `binned_before`: only if it was put into the bin before then, and lies there still.

    Rows and jobs go in one transaction, the bytes after it: should they not, they are unknown to every row, and the
    sweep takes them. Raises NotAllowed (`creators_only`), NotFound (`video_not_found`).
    """
    if access.actor.creator_id is None:
        raise NotAllowed("Only a creator can remove videos.", code="creators_only")
    async with access.db.acting_as(access.actor) as tx:
        video = await tx.fetch_one(_QUERIES["lock_for_removal"], {"id": video_id, "binned_before": binned_before})
        if video is None:
            raise no_such_video(video_id)
        counts = await _count(tx, video)
        await tx.execute(_QUERIES["delete_video"], {"id": video_id})
        known = await _delete_object_rows(tx, video)
    freed, waiting = await _remove_bytes(access, video, known)
    return Receipt(
        video_id=video_id,
        title=video["title"],
        objects=tuple(freed),
        waiting=tuple(waiting),
        captions=video["captions"] is not None,
        bytes_freed=sum(one.size_bytes for one in freed),
        removed_at=video["now"],
        **counts,
    )


async def _count(tx: Tx, video: Row) -> dict[str, int]:
    of_video = {"id": video["id"], "creator_id": video["creator_id"]}
    counts = await tx.fetch_one(_QUERIES["count_for_removal"], of_video)
    jobs = await tx.fetch_one(_QUERIES["drop_video_jobs"], of_video)
    return {**(counts or {}), **(jobs or {})}


async def _delete_object_rows(tx: Tx, video: Row) -> dict[str, int]:
    """The names under which the store may have its files, with their sizes. The video's own row is gone already."""
    await tx.fetch_one(_QUERIES["allow_deletion"], {"allowed": "true"})
    rows = await tx.fetch(_QUERIES["delete_objects_in"], {"bucket": VIDEOS, "folder": _folder(video)})
    await tx.fetch_one(_QUERIES["allow_deletion"], {"allowed": "false"})
    known = {object_name(VIDEOS, row["name"]): row["size_bytes"] for row in rows}
    sheets = range(sheet_count(video["tiles"]))
    pictures = [sheet_name(video["creator_id"], video["id"], video["storyboard"], number) for number in sheets]
    for picture in filter(None, [video["thumbnail_path"], *pictures]):
        dropped = await tx.fetch_one(_QUERIES["drop_thumbnail"], {"name": picture})
        if dropped is not None and dropped["size_bytes"] is not None:
            known[object_name(THUMBNAILS, picture)] = dropped["size_bytes"]
    return known


async def _remove_bytes(
    access: Access, video: Row, known: Mapping[str, int]
) -> tuple[list[RemovedObject], list[RemovedObject]]:
    """Return what was deleted, and what was not. Captions have no row: the folder lists them."""
    freed: list[RemovedObject] = []
    there = dict(known)
    try:
        there |= {name: size async for name, size in access.objects.list_objects(object_name(VIDEOS, _folder(video)))}
        async with access.db.acting_as(access.actor) as tx:
            if await tx.fetch_one(_QUERIES["get_video"], {"id": video["id"]}) is not None:
                return freed, []  # sent again under the same id: these files are the new video's
        for name, size in sorted(there.items()):
            await access.objects.delete(name)
            freed.append(_removed(name, size))
    except ChronosError as error:
        _log.warning("files of a removed video wait for the sweep: %s", error, extra={"video_id": str(video["id"])})
    gone = {object_name(one.bucket, one.name) for one in freed}
    return freed, [_removed(name, size) for name, size in sorted(there.items()) if name not in gone]


def _removed(name: str, size_bytes: int) -> RemovedObject:
    bucket, _, path = name.partition("/")
    return RemovedObject(bucket, path, size_bytes)


def _folder(video: Row) -> str:
    return f"{video['creator_id']}/{video['id']}/"
