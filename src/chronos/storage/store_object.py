"""Store an object: bytes that are whole and checked get their name and their row."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from chronos.db import Tx
from chronos.file_work import FILE_WORK
from chronos.storage.access import Access
from chronos.storage.check_content import check_content
from chronos.storage.names import object_name
from chronos.storage.objects import NewObject, Room, admit_object, authorize_object

# Runs in the transaction in which the object appears.
Change = Callable[[Tx], Awaitable[None]]


async def store_object(
    access: Access, path: Path, new: NewObject, *, promised_bytes: int = 0, also: Change | None = None
) -> None:
    """Make an object of `path`, which belongs to this call alone and is not written to any more.

    Only an upsert replaces an object, and at once. Raises as `authorize_object` does and Invalid
    (`content_not_allowed`) with nothing changed, ProviderError; a crash leaves bytes without a row, at most.
    """
    admission = await authorize_object(access.db, access.actor, new, promised_bytes=promised_bytes)
    whose = access.actor.creator_id or access.actor.subject
    await FILE_WORK.run(whose, check_content, admission.bucket, new.content_type, path)

    async def change(tx: Tx) -> None:
        await admit_object(tx, new, Room(access.actor.creator_id, promised_bytes))
        if also is not None:
            await also(tx)

    name = object_name(new.bucket_id, new.name)
    await put_in_place(access, await access.objects.prepare(name, path), name, change)


async def put_in_place(access: Access, draft: str, name: str, change: Change) -> None:
    """Have `change` make or lock the row of the object `name`, and give it the bytes of `draft`; both or neither."""
    try:
        async with access.db.acting_as(access.actor) as tx:
            await change(tx)
            # Within the transaction: another writer of this name waits for its row. Otherwise, of two that replace an
            # object at once, the row of one would stand beside the bytes of the other. A directory renames, S3 copies.
            await access.objects.move(draft, name)
    except BaseException:
        await access.objects.delete(draft)
        raise
