"""An upload whose last byte is there becomes a video, or an object of another bucket."""

import asyncio
from pathlib import Path

from chronos.db import Database, Tx
from chronos.errors import Conflict, NotAllowed, NotFound
from chronos.model import Actor
from chronos.providers.objects import ObjectStore
from chronos.storage import VIDEOS
from chronos.storage.buckets import get_bucket
from chronos.storage.check_content import check_content
from chronos.storage.objects import NewObject
from chronos.storage.store_object import store_file
from chronos.storage.uploads.rows import Upload, Wanted, complete, may_begin
from chronos.videos.intake import Added, Details, adopt_file, video_id_in
from chronos.videos.library import get_video

OPENING_BYTES = 4096  # from which what a file is can be told


async def may_upload(db: Database, actor: Actor, wanted: Wanted) -> None:
    """Whether the actor may begin to send this; to be asked before the first byte.

    Raises as `may_begin` does, and for bucket `videos` Invalid (`name_invalid`), Conflict (`exists`).
    """
    await may_begin(db, actor, wanted)
    await require_new_video(db, actor, wanted.bucket_id, wanted.object_name)


async def require_new_video(db: Database, actor: Actor, bucket_id: str, name: str) -> None:
    """Whether an object of this name in bucket `videos` can become a video; any other bucket takes any name.

    Raises NotAllowed for anybody but a creator, Invalid (`name_invalid`), Conflict (`exists`).
    """
    if bucket_id != VIDEOS:
        return
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can add videos.", code="creators_only")
    video_id = video_id_in(name, actor.creator_id)
    try:
        async with db.acting_as(actor) as tx:
            await get_video(tx, video_id)
    except NotFound:
        return
    raise Conflict("This video has its file already: name a new one.", code="exists")


async def check_opening(db: Database, actor: Actor, upload: Upload, path: Path) -> None:
    """Refuse by its first bytes what is not the kind of file that it is said to be. Raises Invalid."""
    async with db.acting_as(actor) as tx:
        bucket = await get_bucket(tx, upload.bucket_id)
    if not await asyncio.to_thread(_begins_with_a_tag, path):
        await asyncio.to_thread(check_content, bucket, upload.content_type, path)


async def finish_upload(db: Database, objects: ObjectStore, actor: Actor, upload: Upload, path: Path) -> None:
    """Check the bytes in `path`, and put them where they belong; done twice it changes nothing.

    The row of the video, that of its object, its first job and the upload's mark as completed appear in one
    transaction. Raises Invalid, Conflict, NotAllowed, NotFound, OverLimit when it can never be finished; ProviderError.
    """
    if upload.bucket_id == VIDEOS:
        await _to_video(db, objects, actor, upload, path)
    else:
        await _to_object(db, objects, actor, upload, path)


async def _to_video(db: Database, objects: ObjectStore, actor: Actor, upload: Upload, path: Path) -> None:
    async def mark(tx: Tx, added: Added) -> None:
        await complete(tx, upload.id, added.video_id)

    async with db.acting_as(actor) as tx:
        bucket = await get_bucket(tx, VIDEOS)
    await asyncio.to_thread(check_content, bucket, upload.content_type, path)
    said = upload.metadata
    details = Details(said.get("title"), said.get("file_name"), said.get("language"))
    await adopt_file(
        db,
        objects,
        actor,
        path,
        upload.object_name,
        details=details,
        also=mark,
        promised_bytes=upload.length_bytes,
    )


async def _to_object(db: Database, objects: ObjectStore, actor: Actor, upload: Upload, path: Path) -> None:
    new = NewObject(
        upload.bucket_id,
        upload.object_name,
        upload.length_bytes,
        upload.content_type,
        is_upsert=upload.is_upsert,
        cache_control=upload.metadata.get("cache_control"),
        user_metadata=upload.metadata.get("user_metadata") or {},
    )

    async def mark(tx: Tx) -> None:
        await complete(tx, upload.id, None)

    await store_file(db, objects, actor, path, new, promised_bytes=upload.length_bytes, also=mark)


def _begins_with_a_tag(path: Path) -> bool:
    """An ID3 tag can be longer than what is there by now: the file begins after it."""
    with path.open("rb") as file:
        return file.read(3) == b"ID3"
