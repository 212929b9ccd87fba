"""Files become objects whole, one after the other, and nothing of one that is refused stays."""

import asyncio
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from chronos.db import Database, Tx
from chronos.errors import Conflict, NotAllowed, NotFound, OverLimit
from chronos.model import Actor
from chronos.providers.objects import ObjectStore
from chronos.storage import (
    USER_UPLOADS,
    Access,
    NewObject,
    get_object,
    object_name,
    remove_objects,
    store_object,
)


class Sender:
    """Sends files to one name, as one creator."""

    def __init__(self, db: Database, objects: ObjectStore, creator: Actor, folder: Path) -> None:
        self.db, self.objects, self.creator, self._folder = db, objects, creator, folder
        self.name = f"{creator.creator_id}/file"
        self.stored = object_name(USER_UPLOADS, self.name)

    def file(self, content: bytes, *, is_upsert: bool = False) -> tuple[Path, NewObject]:
        path = self._folder / uuid4().hex
        path.write_bytes(content)
        digest = sha256(content).hexdigest()
        return path, NewObject(USER_UPLOADS, self.name, len(content), "text/plain", is_upsert, digest)

    async def send(self, content: bytes, *, is_upsert: bool = False) -> None:
        await store_object(Access(self.db, self.objects, self.creator), *self.file(content, is_upsert=is_upsert))

    async def stored_names(self) -> list[str]:
        return [name async for name, _ in self.objects.list_objects(f"{USER_UPLOADS}/")]

    async def agrees(self) -> bool:
        """Whether the row is that of the bytes."""
        content = await self.objects.get(self.stored)
        async with self.db.acting_as(self.creator) as tx:
            info = await get_object(tx, USER_UPLOADS, self.name)
        return (info.size_bytes, info.etag) == (len(content), f'"{sha256(content).hexdigest()}"')


@pytest.fixture
def sender(db: Database, objects: ObjectStore, creator: Actor, tmp_path: Path) -> Sender:
    return Sender(db, objects, creator, tmp_path)


async def test_one_of_many_is_the_first(sender: Sender) -> None:
    done = await asyncio.gather(*(sender.send(b"%d" % n * n) for n in range(1, 9)), return_exceptions=True)
    assert sum(result is None for result in done) == 1
    assert all(isinstance(result, Conflict) for result in done if result is not None)
    assert await sender.agrees()
    assert await sender.stored_names() == [sender.stored]


async def test_row_and_bytes_agree_however_many_replace_it(sender: Sender) -> None:
    for _ in range(5):
        sending = (sender.send(b"%d" % n * n, is_upsert=True) for n in range(1, 9))
        assert await asyncio.gather(*sending) == [None] * 8
        assert await sender.agrees()
    assert await sender.stored_names() == [sender.stored]


async def test_the_same_bytes_at_once_stay_when_one_comes_late(sender: Sender) -> None:
    done = await asyncio.gather(*(sender.send(b"same") for _ in range(8)), return_exceptions=True)
    assert sum(result is None for result in done) == 1
    assert await sender.agrees()


async def test_bytes_left_by_a_crash_have_no_owner(sender: Sender) -> None:
    await sender.objects.put(sender.stored, b"left by a crash")
    await sender.send(b"new")
    assert await sender.objects.get(sender.stored) == b"new"
    assert await sender.agrees()


@pytest.mark.parametrize("is_upsert", [False, True])
async def test_late_refusal_leaves_everything_unchanged(sender: Sender, is_upsert: bool) -> None:
    if is_upsert:
        await sender.send(b"old")
    before = await sender.stored_names()

    async def refuse(tx: Tx) -> None:
        raise NotAllowed("Not any more.")

    path, new = sender.file(b"new", is_upsert=is_upsert)
    with pytest.raises(NotAllowed, match="Not any more"):
        await store_object(Access(sender.db, sender.objects, sender.creator), path, new, also=refuse)
    assert await sender.stored_names() == before
    if is_upsert:
        assert await sender.objects.get(sender.stored) == b"old"
        assert await sender.agrees()


async def test_a_store_that_fails_while_it_replaces(sender: Sender, tmp_path: Path) -> None:
    await sender.send(b"old")

    async def lose_the_draft(tx: Tx) -> None:
        shutil.rmtree(tmp_path / "home" / "storage" / USER_UPLOADS / ".drafts")

    path, new = sender.file(b"new", is_upsert=True)
    with pytest.raises(NotFound):
        await store_object(Access(sender.db, sender.objects, sender.creator), path, new, also=lose_the_draft)
    assert await sender.objects.get(sender.stored) == b"old"
    assert await sender.agrees()
    assert await sender.stored_names() == [sender.stored]


@pytest.mark.parametrize("content", [b"same", b"another"])
async def test_an_object_stored_during_its_removal_stays(sender: Sender, content: bytes) -> None:
    async def remove() -> None:
        await remove_objects(Access(sender.db, sender.objects, sender.creator), USER_UPLOADS, [sender.name])

    for _ in range(10):
        await sender.send(b"same", is_upsert=True)
        await asyncio.gather(
            remove(), sender.send(content, is_upsert=True), remove(), sender.send(content, is_upsert=True)
        )
        async with sender.db.acting_as(sender.creator) as tx:
            rows = await tx.fetch("select name from storage.objects")
        # There or not, as the order was; but never a row without its bytes.
        assert await sender.stored_names() == [sender.stored] * len(rows)
        if rows:
            assert await sender.agrees()


async def test_of_objects_at_once_only_those_with_room_stay(sender: Sender) -> None:
    async with sender.db.as_service("test") as tx:
        await tx.execute("update private.tiers set max_file_bytes = 10, storage_bytes = 35")
    access = Access(sender.db, sender.objects, sender.creator)
    files = [sender.file(b"%010d" % number) for number in range(50)]
    done = await asyncio.gather(
        *(store_object(access, path, replace(new, name=f"{new.name}-{path.name}")) for path, new in files),
        return_exceptions=True,
    )
    assert sum(isinstance(error, OverLimit) and error.code == "storage_full" for error in done) == 47, done
    assert len(await sender.stored_names()) == 3
    async with sender.db.as_service("test") as tx:
        assert len(await tx.fetch("select name from storage.objects")) == 3
