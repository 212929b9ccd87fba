"""Remove objects: rows as the policies allow it, then their bytes."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from chronos.db import Database, Row, Tx, load_queries
from chronos.errors import Conflict, NotAllowed, OverLimit, ProviderError
from chronos.model import Actor
from chronos.storage.access import Access
from chronos.storage.names import object_name
from chronos.storage.objects import NewObject, ObjectInfo, get_object, insert_object, refuse_files_of_videos

_AT_ONCE = 4
_QUERIES = load_queries("chronos.storage")


async def remove_objects(access: Access, bucket_id: str, names: Sequence[str]) -> list[Row]:
    """Remove those of `names` that the actor may remove, and return their rows.

    Raises NotAllowed (`belongs_to_video`) when one belongs to a video; then none is removed.
    """
    await refuse_files_of_videos(access.db, access.actor, bucket_id, names)
    async with access.db.acting_as(access.actor) as tx:
        removed = await _delete_rows(tx, bucket_id, names)
    await drop_bytes(access, bucket_id, [row["name"] for row in removed])
    return removed


async def remove_object(access: Access, bucket_id: str, name: str) -> None:
    """Remove one object. Raises NotFound, NotAllowed."""
    if not await remove_objects(access, bucket_id, [name]):
        async with access.db.acting_as(access.actor) as tx:
            await get_object(tx, bucket_id, name)
        raise NotAllowed("You may not remove this object.")


async def require_removable(db: Database, actor: Actor, info: ObjectInfo) -> None:
    """Raise NotAllowed when the actor may not remove the object."""
    await refuse_files_of_videos(db, actor, info.bucket_id, [info.name])
    async with db.dry_run_as(actor) as tx:
        await delete_row(tx, info)


async def delete_row(tx: Tx, info: ObjectInfo) -> None:
    """Delete the object's row, as part of a larger transaction. Raises NotAllowed."""
    if not await _delete_rows(tx, info.bucket_id, [info.name]):
        raise NotAllowed("You may not move this object.")


async def drop_bytes(access: Access, bucket_id: str, names: Sequence[str]) -> None:
    """Delete the bytes of objects whose rows are deleted; bytes that cannot be deleted now are swept."""
    few = asyncio.Semaphore(_AT_ONCE)

    async def drop(name: str) -> None:
        with suppress(Conflict, NotAllowed, OverLimit, ProviderError):
            async with few, access.db.dry_run_as(access.actor) as tx:
                # A caller that stores something under this name has its row already, or waits for this one: its bytes
                # stay.
                await insert_object(tx, NewObject(bucket_id, name, 0, ""))
                await access.objects.delete(object_name(bucket_id, name))

    await asyncio.gather(*(drop(name) for name in names))


async def _delete_rows(tx: Tx, bucket_id: str, names: Sequence[str]) -> list[Row]:
    await tx.execute(_QUERIES["allow_deleting_objects"])
    return await tx.fetch(_QUERIES["delete_objects"], {"bucket": bucket_id, "names": list(names)})
