"""Rows of objects: asked for before the first byte, and read by those who may see them."""

from dataclasses import replace
from hashlib import sha256

import pytest

from chronos.db import Database
from chronos.errors import ChronosError, Conflict, NotAllowed, NotFound, OverLimit
from chronos.model import ANONYMOUS, Actor
from chronos.storage import THUMBNAILS, USER_UPLOADS, VIDEOS, get_bucket
from chronos.storage.objects import (
    NewObject,
    authorize_object,
    get_object,
    get_public_object,
    insert_object,
    refuse_files_of_videos,
)
from tests.factories import a_creator, a_video, as_creator

DIGEST = sha256(b"hello").hexdigest()


@pytest.fixture
def new(creator: Actor) -> NewObject:
    """A text of the creator, not stored yet."""
    return NewObject(
        USER_UPLOADS, f"{creator.creator_id}/a.txt", 5, "text/plain", sha256=DIGEST, cache_control="max-age=9"
    )


async def test_inserted_row_is_read_back(db: Database, creator: Actor, new: NewObject) -> None:
    async with db.acting_as(creator) as tx:
        await insert_object(tx, replace(new, user_metadata={"by": "Ada"}))
        info = await get_object(tx, USER_UPLOADS, new.name)
    assert (info.size_bytes, info.content_type, info.etag) == (5, "text/plain", f'"{DIGEST}"')
    assert (info.metadata["cacheControl"], info.user_metadata) == ("max-age=9", {"by": "Ada"})


async def test_only_an_upsert_replaces(db: Database, creator: Actor, new: NewObject) -> None:
    async with db.acting_as(creator) as tx:
        await insert_object(tx, new)
        before = await get_object(tx, USER_UPLOADS, new.name)
    with pytest.raises(Conflict) as caught:
        async with db.acting_as(creator) as tx:
            await insert_object(tx, new)
    assert caught.value.code == "exists"
    async with db.acting_as(creator) as tx:
        await insert_object(tx, replace(new, size_bytes=6, is_upsert=True, sha256=None))
        after = await get_object(tx, USER_UPLOADS, new.name)
    assert (after.id, after.size_bytes) == (before.id, 6)
    assert (after.etag, after.version) != (before.etag, before.version)


async def test_rows_without_metadata_are_read(db: Database, creator: Actor, new: NewObject) -> None:
    """As the clients of hosted Supabase may leave them."""
    async with db.as_service("test") as tx:
        await tx.execute("insert into storage.objects (bucket_id, name) values (%(bucket)s, %(name)s)",
                         {"bucket": USER_UPLOADS, "name": new.name})  # fmt: skip
        info = await get_object(tx, USER_UPLOADS, new.name)
    assert (info.size_bytes, info.content_type, info.user_metadata) == (0, "application/octet-stream", {})
    assert info.etag.startswith(f'"{info.id.hex}-')


@pytest.mark.parametrize(
    "metadata", ['"text"', "[1]", '{"size": "many", "mimetype": 5, "eTag": [], "cacheControl": {}}', '{"size": -1}']
)
async def test_metadata_that_people_wrote_is_read_with_care(
    db: Database, creator: Actor, new: NewObject, metadata: str
) -> None:
    values = {"bucket": USER_UPLOADS, "name": new.name, "metadata": metadata}
    async with db.acting_as(creator) as tx:
        await tx.execute(
            "insert into storage.objects (bucket_id, name, owner_id, metadata, user_metadata) values "
            "(%(bucket)s, %(name)s, auth.uid()::text, %(metadata)s::jsonb, '[1]')",
            values,
        )
        info = await get_object(tx, USER_UPLOADS, new.name)
    assert (info.size_bytes, info.content_type, info.user_metadata) == (0, "application/octet-stream", {})
    assert info.etag.startswith(f'"{info.id.hex}-')
    assert "cacheControl" not in info.metadata


async def test_permission_is_asked_without_a_trace(db: Database, creator: Actor, new: NewObject) -> None:
    admission = await authorize_object(db, creator, new)
    assert (admission.bucket.id, admission.max_bytes) == (USER_UPLOADS, 500 * 1024**2)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from storage.objects") == []
        await tx.execute("update private.tiers set max_file_bytes = 5, storage_bytes = 1004")
        await tx.execute(
            "insert into storage.objects (bucket_id, name, metadata) values ('videos', %(name)s, '{\"size\": 1000}')",
            {"name": f"{creator.creator_id}/x/y"},
        )
    with pytest.raises(OverLimit, match="room for 0 MB"):
        await authorize_object(db, creator, new)
    assert (await authorize_object(db, creator, new, promised_bytes=1)).max_bytes == 4


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"bucket_id": "nowhere"}, "bucket_not_found"),
        ({"name": "../a.txt"}, "name_invalid"),
        ({"name": "not-mine/a.txt"}, "not_allowed"),
        ({"size_bytes": 10**12}, "too_large"),
        ({"bucket_id": THUMBNAILS}, "mime_type_not_supported"),
    ],
)
async def test_refusals_name_their_reason(
    db: Database, creator: Actor, new: NewObject, change: dict[str, str], code: str
) -> None:
    with pytest.raises(ChronosError) as caught:
        await authorize_object(db, creator, replace(new, **change))  # type: ignore[arg-type]
    assert caught.value.code == code


async def test_files_of_videos_are_refused(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        video = await a_video(tx, creator.creator_id)
        eve = as_creator(await a_creator(tx, name="Eve"))
    name = f"{creator.creator_id}/{video}/source.mp4"
    with pytest.raises(NotAllowed, match="belongs to a video") as caught:
        await refuse_files_of_videos(db, creator, VIDEOS, ["other", name])
    assert caught.value.code == "belongs_to_video"
    await refuse_files_of_videos(db, creator, USER_UPLOADS, [name])
    await refuse_files_of_videos(db, creator, VIDEOS, [])
    await refuse_files_of_videos(db, eve, VIDEOS, [name])  # what is not seen is not named
    await refuse_files_of_videos(db, ANONYMOUS, VIDEOS, [name])


async def test_public_objects_are_for_every_caller(db: Database, creator: Actor, new: NewObject) -> None:
    public = replace(new, bucket_id=THUMBNAILS, name=f"{creator.creator_id}/a.png", content_type="image/png")
    async with db.acting_as(creator) as tx:
        await insert_object(tx, public)
        await insert_object(tx, new)
        assert (await get_bucket(tx, THUMBNAILS)).public
    assert (await get_public_object(db, THUMBNAILS, public.name)).etag == f'"{DIGEST}"'
    for bucket, name in ((USER_UPLOADS, new.name), (THUMBNAILS, "nothing.png"), ("nowhere", "a")):
        with pytest.raises(NotFound) as caught:
            await get_public_object(db, bucket, name)
        assert caught.value.code == "object_not_found"
