"""Store a file: bytes that are whole and checked get their name and their row."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from chronos.db import Database, Tx
from chronos.errors import Conflict, NotAllowed, OverLimit, ProviderError
from chronos.model import Actor
from chronos.providers.objects import ObjectStore
from chronos.storage.check_content import check_content
from chronos.storage.names import object_name
from chronos.storage.objects import NewObject, insert_object, may_receive

# Done in the transaction in which the object appears.
Also = Callable[[Tx], Awaitable[None]]


class _Undone(Exception):
    """Ends a transaction that was only to keep others waiting."""


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

    async def change(tx: Tx) -> None:
        await insert_object(tx, new)
        if also is not None:
            await also(tx)

    name = object_name(new.bucket_id, new.name)
    await put_in_place(db, objects, actor, await objects.prepare(name, path), name, change)


async def put_in_place(db: Database, objects: ObjectStore, actor: Actor, draft: str, name: str, change: Also) -> None:
    """Have `change` make or lock the row of the object `name`, and give it the bytes of `draft`; both or neither."""
    try:
        async with db.acting_as(actor) as tx:
            await change(tx)
            # Within the transaction: whoever else wants the name waits for its row. Otherwise, of two that replace an
            # object at once, the row of one would stand beside the bytes of the other. A directory renames, S3 copies.
            await objects.move(draft, name)
    except BaseException:
        await objects.delete(draft)
        raise


async def drop_bytes(db: Database, objects: ObjectStore, actor: Actor, bucket_id: str, names: Sequence[str]) -> None:
    """Remove what rows knew that are gone; what cannot be removed now is swept."""
    few = asyncio.Semaphore(4)

    async def drop(name: str) -> None:
        with suppress(_Undone, Conflict, NotAllowed, OverLimit, ProviderError):
            async with few, db.acting_as(actor) as tx:
                # Whoever stores something under this name meanwhile has done so, or waits for this row: its bytes stay.
                await insert_object(tx, NewObject(bucket_id, name, 0, ""))
                await objects.delete(object_name(bucket_id, name))
                raise _Undone

    await asyncio.gather(*(drop(name) for name in names))
