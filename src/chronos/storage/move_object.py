"""Move, copy and remove objects: rows as the policies allow it, and the bytes along with them."""

from collections.abc import Sequence
from dataclasses import replace

from chronos.db import Database, Row, Tx, load_queries
from chronos.errors import Conflict, NotAllowed
from chronos.model import Actor
from chronos.providers.objects import ObjectStore
from chronos.storage.names import clean_name, object_name
from chronos.storage.objects import (
    NewObject,
    ObjectInfo,
    get_object,
    insert_object,
    may_receive,
    refuse_files_of_videos,
)
from chronos.storage.store_object import drop_bytes, put_in_place

_QUERIES = load_queries("chronos.storage")


class _Undone(Exception):
    """Ends a transaction that was only to see whether it could be done."""


async def rename_object(db: Database, objects: ObjectStore, actor: Actor, info: ObjectInfo, name: str) -> None:
    """Give the object another name in its bucket.

    Raises Invalid (`name_invalid`), NotAllowed, Conflict (`exists`), NotFound (`object_missing`).
    """
    clean_name(name)
    await may_remove(db, actor, info)
    try:
        async with db.acting_as(actor) as tx:
            await _move_row(tx, info, name)
            raise _Undone
    except _Undone:
        pass
    old, new = object_name(info.bucket_id, info.name), object_name(info.bucket_id, name)

    async def change(tx: Tx) -> None:
        await _move_row(tx, info, name)

    await put_in_place(db, objects, actor, await objects.prepare_copy(new, old), new, change)
    await drop_bytes(db, objects, actor, info.bucket_id, [info.name])


async def copy_object(db: Database, objects: ObjectStore, actor: Actor, info: ObjectInfo, new: NewObject) -> None:
    """The same bytes once more in the same bucket. Raises as `may_store` does, NotFound (`object_missing`)."""
    await may_receive(db, actor, new)
    name, original = object_name(new.bucket_id, new.name), object_name(info.bucket_id, info.name)

    async def change(tx: Tx) -> None:
        await insert_object(tx, new)
        if (await get_object(tx, info.bucket_id, info.name)).version != info.version:
            raise _changed()

    await put_in_place(db, objects, actor, await objects.prepare_copy(name, original), name, change)


async def remove_objects(
    db: Database, objects: ObjectStore, actor: Actor, bucket_id: str, names: Sequence[str]
) -> list[Row]:
    """Those of `names` that the actor may remove, and has. Raises NotAllowed (`belongs_to_video`): then none is."""
    await refuse_files_of_videos(db, actor, bucket_id, names)
    async with db.acting_as(actor) as tx:
        removed = await _delete_rows(tx, bucket_id, names)
    await drop_bytes(db, objects, actor, bucket_id, [row["name"] for row in removed])
    return removed


async def remove_object(db: Database, objects: ObjectStore, actor: Actor, bucket_id: str, name: str) -> None:
    """Raises NotFound, NotAllowed."""
    if not await remove_objects(db, objects, actor, bucket_id, [name]):
        async with db.acting_as(actor) as tx:
            await get_object(tx, bucket_id, name)
        raise NotAllowed("You may not remove this object.")


async def may_remove(db: Database, actor: Actor, info: ObjectInfo) -> None:
    """Raises NotAllowed when the object has to stay where it is."""
    await refuse_files_of_videos(db, actor, info.bucket_id, [info.name])
    try:
        async with db.acting_as(actor) as tx:
            await take_row(tx, info)
            raise _Undone
    except _Undone:
        return


async def take_row(tx: Tx, info: ObjectInfo) -> None:
    """Remove the object's row, in a transaction that does something else as well. Raises NotAllowed."""
    if not await _delete_rows(tx, info.bucket_id, [info.name]):
        raise NotAllowed("You may not move this object.")


def described(info: ObjectInfo, bucket_id: str, name: str) -> NewObject:
    """A new object that is as `info` has it, elsewhere."""
    sha256 = info.etag.strip('"')
    new = NewObject(bucket_id, name, info.size_bytes, info.content_type, user_metadata=info.user_metadata)
    return replace(new, sha256=sha256, cache_control=info.metadata.get("cacheControl"))


async def _delete_rows(tx: Tx, bucket_id: str, names: Sequence[str]) -> list[Row]:
    await tx.execute(_QUERIES["allow_deleting_objects"])
    return await tx.fetch(_QUERIES["delete_objects"], {"bucket": bucket_id, "names": list(names)})


async def _move_row(tx: Tx, info: ObjectInfo, name: str) -> None:
    values = {"bucket": info.bucket_id, "name": info.name, "to_name": name, "version": info.version}
    if await tx.execute(_QUERIES["move_object"], values):
        return
    if (await get_object(tx, info.bucket_id, info.name)).version != info.version:
        raise _changed()
    raise NotAllowed("You may not move this object.")


def _changed() -> Conflict:
    return Conflict("The object was replaced meanwhile: try again.", code="object_changed")
