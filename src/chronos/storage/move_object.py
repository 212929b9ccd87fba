"""Move or copy an object within its bucket: its row as the policies allow it, and its bytes with it."""

from dataclasses import replace

from chronos.db import Tx, load_queries
from chronos.errors import Conflict, NotAllowed
from chronos.storage.access import Access
from chronos.storage.names import clean_name, object_name
from chronos.storage.objects import NewObject, ObjectInfo, Room, admit_object, authorize_object, get_object
from chronos.storage.remove_object import drop_bytes, require_removable
from chronos.storage.store_object import put_in_place

_QUERIES = load_queries("chronos.storage")


async def rename_object(access: Access, info: ObjectInfo, name: str) -> None:
    """Give the object another name in its bucket.

    Raises Invalid (`name_invalid`), NotAllowed, Conflict (`exists`), NotFound (`object_missing`).
    """
    clean_name(name)
    await require_removable(access.db, access.actor, info)
    async with access.db.dry_run_as(access.actor) as tx:
        await _move_row(tx, info, name)
    old, new = object_name(info.bucket_id, info.name), object_name(info.bucket_id, name)

    async def change(tx: Tx) -> None:
        await _move_row(tx, info, name)

    await put_in_place(access, await access.objects.prepare_copy(new, old), new, change)
    await drop_bytes(access, info.bucket_id, [info.name])


async def copy_object(access: Access, info: ObjectInfo, new: NewObject) -> None:
    """Store the same bytes as `new` in the same bucket. Raises as `authorize_object`, NotFound (`object_missing`)."""
    await authorize_object(access.db, access.actor, new)
    name, original = object_name(new.bucket_id, new.name), object_name(info.bucket_id, info.name)

    async def change(tx: Tx) -> None:
        await admit_object(tx, new, Room(access.actor.creator_id))
        if (await get_object(tx, info.bucket_id, info.name)).version != info.version:
            raise _changed()

    await put_in_place(access, await access.objects.prepare_copy(name, original), name, change)


def describe_copy(info: ObjectInfo, bucket_id: str, name: str) -> NewObject:
    """Return the description of a copy of `info` elsewhere."""
    sha256 = info.etag.strip('"')
    new = NewObject(bucket_id, name, info.size_bytes, info.content_type, user_metadata=info.user_metadata)
    return replace(new, sha256=sha256, cache_control=info.metadata.get("cacheControl"))


async def _move_row(tx: Tx, info: ObjectInfo, name: str) -> None:
    values = {"bucket": info.bucket_id, "name": info.name, "to_name": name, "version": info.version}
    if await tx.execute(_QUERIES["move_object"], values):
        return
    if (await get_object(tx, info.bucket_id, info.name)).version != info.version:
        raise _changed()
    raise NotAllowed("You may not move this object.")


def _changed() -> Conflict:
    return Conflict("The object was replaced by another request: try again.", code="object_changed")
