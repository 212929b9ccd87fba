"""An upload reserves its bytes, belongs to its creator, and ends as completed, deleted or expired."""

from uuid import UUID, uuid4

import pytest

from chronos.db import Database
from chronos.errors import NotFound, OverLimit
from chronos.model import Actor
from chronos.storage import USER_UPLOADS, NewObject
from chronos.storage.uploads import rows
from chronos.storage.uploads.rows import complete_upload, delete_upload, get_upload, reserve_upload
from tests.factories import a_creator, as_creator


async def reserve(db: Database, actor: Actor, size: int = 5) -> UUID:
    new = NewObject(USER_UPLOADS, f"{actor.creator_id}/{uuid4()}", size, "text/plain")
    upload = await reserve_upload(db, actor, uuid4(), new, {"title": "Notes", "cache_control": "no-cache"})
    assert (upload.new_object.name, upload.new_object.cache_control) == (new.name, "no-cache")
    assert (upload.length_bytes, upload.is_completed, upload.is_expired) == (size, False, False)
    return upload.id


async def test_reserved_bytes_are_taken_until_deleted(db: Database, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update private.tiers set max_file_bytes = 10, storage_bytes = 10")
    first = await reserve(db, creator, 6)
    with pytest.raises(OverLimit) as caught:
        await reserve(db, creator, 5)
    assert caught.value.code == "storage_full"
    await reserve(db, creator, 4)
    for _ in range(2):
        await delete_upload(db, creator, first)
    await reserve(db, creator, 6)


async def test_unfinished_uploads_are_limited(db: Database, creator: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_UNFINISHED", 2)
    first = await reserve(db, creator)
    await reserve(db, creator)
    with pytest.raises(OverLimit) as caught:
        await reserve(db, creator)
    assert caught.value.code == "too_many_uploads"
    async with db.acting_as(creator) as tx:
        await complete_upload(tx, first, None)
    assert (await get_upload(db, creator, first)).is_completed
    await reserve(db, creator)


async def test_upload_of_another_creator_is_not_found(db: Database, creator: Actor) -> None:
    upload = await reserve(db, creator)
    async with db.as_service("test") as tx:
        eve = as_creator(await a_creator(tx, name="Eve"))
    await delete_upload(db, eve, upload)
    assert (await get_upload(db, creator, upload)).id == upload
    for actor, asked in ((eve, upload), (creator, uuid4())):
        with pytest.raises(NotFound) as caught:
            await get_upload(db, actor, asked)
        assert caught.value.code == "upload_not_found"
    with pytest.raises(NotFound):
        async with db.acting_as(eve) as tx:
            await complete_upload(tx, upload, None)


async def test_an_expired_upload_cannot_be_completed(db: Database, creator: Actor) -> None:
    upload = await reserve(db, creator)
    async with db.as_service("test") as tx:
        await tx.execute("update private.uploads set expires_at = now()")
    with pytest.raises(NotFound):
        async with db.acting_as(creator) as tx:
            await complete_upload(tx, upload, None)
