"""Objects for tests: stored, found and listed as their creator does it."""

import asyncio
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from chronos.storage import USER_UPLOADS, Access, NewObject, ObjectInfo, get_object, store_object


async def a_text(access: Access, folder: Path, name: str = "a.txt", content: bytes = b"hello") -> ObjectInfo:
    """A stored text of the creator; `folder` has the file on its way."""
    path = folder / uuid4().hex
    await asyncio.to_thread(path.write_bytes, content)
    name = f"{access.actor.creator_id}/{name}"
    new = NewObject(USER_UPLOADS, name, len(content), "text/plain", sha256=sha256(content).hexdigest())
    await store_object(access, path, new)
    return await find(access, name)


async def find(access: Access, name: str) -> ObjectInfo:
    """Its row, as the actor sees it."""
    async with access.db.acting_as(access.actor) as tx:
        return await get_object(tx, USER_UPLOADS, name)


async def stored_names(access: Access) -> list[str]:
    """Names of all bytes in the bucket, below it."""
    names = [name async for name, _ in access.objects.list_objects(f"{USER_UPLOADS}/")]
    return sorted(name.removeprefix(f"{USER_UPLOADS}/") for name in names)
