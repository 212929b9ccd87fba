"""Receive a file by the storage API: bucket `videos` makes a video of it, every other bucket an object."""

import asyncio
from pathlib import Path

from chronos.db import Database, Tx, load_queries
from chronos.errors import Conflict
from chronos.file_work import FILE_WORK
from chronos.model import Actor, VideoId
from chronos.storage import (
    VIDEOS,
    Access,
    Admission,
    NewObject,
    ObjectInfo,
    authorize_object,
    check_content,
    copy_out,
    delete_row,
    drop_bytes,
    get_bucket,
    object_name,
    own_folder,
    require_removable,
    store_object,
)
from chronos.text import title_of
from chronos.videos.details import Details, check_details
from chronos.videos.intake import (
    Added,
    Also,
    Entry,
    bring_in,
    inspect_file,
    require_creator,
    video_id_in,
)
from chronos.videos.library import get_source

OPENING_BYTES = 4096  # enough to tell the kind of a file

_QUERIES = load_queries("chronos.videos")


async def authorize_file(db: Database, actor: Actor, new: NewObject, *, is_typed: bool = True) -> Admission:
    """Check as `authorize_object` does, before the first byte, and that a file for `videos` can become a video.

    Raises also NotAllowed (`creators_only`), Invalid (`name_invalid`), Conflict (`exists`).
    """
    admission = await authorize_object(db, actor, new, is_typed=is_typed)
    if new.bucket_id != VIDEOS:
        return admission
    video_id = video_id_in(new.name, require_creator(actor))
    async with db.acting_as(actor) as tx:
        if await tx.fetch_one(_QUERIES["get_video"], {"id": video_id}) is not None:
            raise Conflict("This video has its file already: name a new one.", code="exists")
    return admission


async def check_opening(db: Database, actor: Actor, new: NewObject, path: Path) -> None:
    """Refuse by its first bytes a file of another kind than declared. Raises Invalid."""
    async with db.acting_as(actor) as tx:
        bucket = await get_bucket(tx, new.bucket_id)
    await asyncio.to_thread(check_content, bucket, new.content_type, path, is_whole=False)


async def receive_file(
    access: Access,
    path: Path,
    new: NewObject,
    *,
    details: Details | None = None,
    promised_bytes: int = 0,
    also: Also | None = None,
) -> Added | None:
    """Check the file and store it, `path` belonging to this call alone; the video that has it now, if it is one.

    A video's name is `<creator_id>/<video_id>/<file>`. Raises as `authorize_file`, `add_file` and `store_object` do.
    """
    if new.bucket_id != VIDEOS:
        change = (lambda tx: also(tx, None)) if also is not None else None
        await store_object(access, path, new, promised_bytes=promised_bytes, also=change)
        return None
    async with access.db.acting_as(access.actor) as tx:
        bucket = await get_bucket(tx, VIDEOS)
    creator_id, details = require_creator(access.actor), check_details(details or Details())
    await FILE_WORK.run(creator_id, check_content, bucket, new.content_type, path)
    title = title_of(details.title, details.file_name or new.name.rpartition("/")[2])
    video_id = video_id_in(new.name, creator_id)
    file = await FILE_WORK.run(creator_id, inspect_file, path, is_ours=True, audio_track=details.audio_track)
    entry = Entry(
        creator_id,
        video_id,
        new.name,
        file,
        title=title,
        is_titled=details.title is not None,
        language=details.language,
        also=also,
        promised_bytes=promised_bytes,
    )
    return await bring_in(access, entry)


async def name_received(access: Access, new: NewObject, added: Added | None) -> str:
    """Return the name of the object that has the file: another one when the library had the same video already."""
    if added is None or added.is_new:
        return new.name
    async with access.db.acting_as(access.actor) as tx:
        return (await get_source(tx, added.video_id)).name


async def transfer_object(access: Access, home: Path, info: ObjectInfo, new: NewObject, *, is_move: bool) -> str:
    """Copy or move an object to another bucket, whose rules it is checked by; return the object's name there."""
    if is_move:
        await require_removable(access.db, access.actor, info)
    await authorize_file(access.db, access.actor, new)

    async def remove_original(tx: Tx, _: VideoId | None) -> None:
        await delete_row(tx, info)

    async with own_folder(home) as folder:
        path = folder / "object"
        await copy_out(access.objects, object_name(info.bucket_id, info.name), info.size_bytes, path)
        added = await receive_file(access, path, new, also=remove_original if is_move else None)
    if is_move:
        await drop_bytes(access, info.bucket_id, [info.name])
    return await name_received(access, new, added)
