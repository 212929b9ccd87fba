"""Store a file: bytes that are whole and checked get their name and their row."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from chronos.db import Database, Tx
from chronos.errors import Conflict, Invalid, NotAllowed, NotFound, OverLimit
from chronos.model import Actor
from chronos.providers.objects import ObjectStore
from chronos.storage.content import check_content
from chronos.storage.names import object_name
from chronos.storage.objects import NewObject, insert_object, may_receive

# Done in the transaction in which the object appears.
Also = Callable[[Tx], Awaitable[None]]


async def store_file(
    db: Database,
    objects: ObjectStore,
    actor: Actor,
    path: Path,
    new: NewObject,
    *,
    promised_bytes: int = 0,
    also: Also | None = None,
) -> None:
    """Make an object of `path`, which is ours alone and will not be written to any more.

    What was there is replaced only by an upsert, and at once. Raises as `may_store` does and Invalid
    (`content_not_allowed`) with nothing changed, ProviderError; a crash leaves bytes that no row knows, at most.
    """
    bucket, _ = await may_receive(db, actor, new, promised_bytes=promised_bytes)
    await asyncio.to_thread(check_content, bucket, new.content_type, path)
    name = object_name(new.bucket_id, new.name)
    if new.is_upsert:
        await _replace(db, objects, actor, path, new, also)
        return
    try:
        await objects.take(name, path)
    except Conflict:  # bytes that no row knows, left by a crash: nobody has asked for them
        await _replace(db, objects, actor, path, new, also)
        return
    try:
        await _insert(db, actor, new, also)
    except (Invalid, NotAllowed, NotFound, OverLimit):
        await objects.delete(name)  # not after Conflict: then they are somebody's
        raise


async def _insert(db: Database, actor: Actor, new: NewObject, also: Also | None) -> None:
    async with db.acting_as(actor) as tx:
        await insert_object(tx, new)
        if also is not None:
            await also(tx)


async def _replace(
    db: Database, objects: ObjectStore, actor: Actor, path: Path, new: NewObject, also: Also | None
) -> None:
    name = object_name(new.bucket_id, new.name)
    draft = await objects.prepare(name, path)
    try:
        async with db.acting_as(actor) as tx:
            await insert_object(tx, new)
            if also is not None:
                await also(tx)
            # Within the transaction, which the row's lock makes one after the other: of two that replace an object at
            # the same time the row of one would stand beside the bytes of the other. A directory renames, S3 copies.
            await objects.move(draft, name)
    except BaseException:
        await objects.delete(draft)
        raise
