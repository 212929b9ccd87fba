"""A file that was received whole becomes a video, or an object of another bucket."""

import asyncio
from pathlib import Path

from chronos.db import Database, Tx
from chronos.model import Actor
from chronos.providers.objects import ObjectStore
from chronos.storage import VIDEOS, ObjectInfo, object_name
from chronos.storage.buckets import Bucket, get_bucket
from chronos.storage.check_content import check_content
from chronos.storage.incoming_folder import fetch, own_folder
from chronos.storage.move_object import may_remove, take_row
from chronos.storage.objects import NewObject, may_receive
from chronos.storage.store_object import drop_bytes, store_file
from chronos.videos.intake import Added, adopt_file
from chronos.videos.library import get_source
from chronos.videos.uploaded import require_new_video


async def may_send(db: Database, actor: Actor, new: NewObject, *, is_typed: bool = True) -> tuple[Bucket, int | None]:
    """As `may_receive`, and whether what is sent to bucket `videos` can become one."""
    admitted = await may_receive(db, actor, new, is_typed=is_typed)
    await require_new_video(db, actor, new.bucket_id, new.name)
    return admitted


async def store_received(
    db: Database,
    objects: ObjectStore,
    actor: Actor,
    path: Path,
    new: NewObject,
    *,
    instead_of: ObjectInfo | None = None,
) -> str:
    """Put the file where it belongs, `path` being ours alone; the object's name.

    That is another than the one asked for when the library had the same video already. `instead_of` disappears in the
    transaction in which the new object appears. Raises as `adopt_file` and `store_file` do.
    """

    async def also(tx: Tx) -> None:
        if instead_of is not None:
            await take_row(tx, instead_of)

    if new.bucket_id != VIDEOS:
        await store_file(db, objects, actor, path, new, also=also)
        return new.name

    async def also_then(tx: Tx, added: Added) -> None:
        await also(tx)

    async with db.acting_as(actor) as tx:
        bucket = await get_bucket(tx, VIDEOS)
    await asyncio.to_thread(check_content, bucket, new.content_type, path)
    added = await adopt_file(db, objects, actor, path, new.name, also=also_then)
    if added.is_new:
        return new.name
    async with db.acting_as(actor) as tx:
        return (await get_source(tx, added.video_id)).name


async def transfer(
    db: Database, objects: ObjectStore, actor: Actor, home: Path, info: ObjectInfo, new: NewObject, *, is_move: bool
) -> str:
    """Copy or move an object to a bucket with other rules, by which it is checked anew; the object's name there."""
    if is_move:
        await may_remove(db, actor, info)
    await may_send(db, actor, new)
    old = object_name(info.bucket_id, info.name)
    async with own_folder(home) as folder:
        await fetch(objects, old, info.size_bytes, folder / "object")
        name = await store_received(db, objects, actor, folder / "object", new, instead_of=info if is_move else None)
    if is_move:
        await drop_bytes(db, objects, actor, info.bucket_id, [info.name])
    return name
