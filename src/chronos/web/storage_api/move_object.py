"""Move, copy and remove objects."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StrictBool

from chronos.storage import (
    VIDEOS,
    Access,
    NewObject,
    ObjectInfo,
    copy_object,
    describe_copy,
    get_object,
    object_name,
    remove_object,
    remove_objects,
    rename_object,
)
from chronos.videos import transfer_object
from chronos.web.authenticate import Running
from chronos.web.off_loop import OffLoopRoute
from chronos.web.storage_api.caller import Holder
from chronos.web.storage_api.describe_routes import BucketName, ObjectName, storage_errors
from chronos.web.storage_api.object_headers import clean_cache_control, clean_type
from chronos.web.storage_api.sign_link import PlainText

router = APIRouter(route_class=OffLoopRoute)

MAX_REMOVED = 1000


class Destination(BaseModel):
    """From where to where; without `destinationBucket` in the same bucket."""

    bucketId: PlainText  # noqa: N815 - as Supabase's clients write it
    sourceKey: PlainText  # noqa: N815
    destinationKey: PlainText  # noqa: N815
    destinationBucket: PlainText | None = None  # noqa: N815


class NewFacts(BaseModel):
    """Type and caching of the copy, where they differ from the original's."""

    cacheControl: str | None = None  # noqa: N815
    mimetype: str | None = None


class CopyDestination(Destination):
    """The same, and whether the copy keeps the original's metadata."""

    copyMetadata: StrictBool = True  # noqa: N815
    metadata: NewFacts | None = None


class Removal(BaseModel):
    """Whole names of objects."""

    prefixes: Annotated[list[PlainText], Field(min_length=1, max_length=MAX_REMOVED)]


class Key(BaseModel):
    """The object's bucket and name, with a slash between them."""

    Key: str


class Done(BaseModel):
    """What was done, in words."""

    message: str


class Moved(Done, Key):
    """The object's new place."""


class Removed(BaseModel):
    """An object that was removed."""

    id: UUID
    bucket_id: str
    name: str
    owner_id: str | None
    created_at: datetime | None
    updated_at: datetime | None
    last_accessed_at: datetime | None
    metadata: dict[str, Any] | None
    user_metadata: dict[str, Any] | None
    version: str | None


@router.post("/object/move", operation_id="move_object", summary="Rename an object")
async def move(wanted: Destination, app: Running, actor: Holder) -> Moved:
    """Move an object to another name, in its bucket or another."""
    bucket, name = wanted.destinationBucket or wanted.bucketId, wanted.destinationKey
    access = Access(app.db, app.objects, actor)
    info = await _get_source(access, wanted)
    if bucket == info.bucket_id:
        if name != info.name:
            await rename_object(access, info, name)
    else:
        new = describe_copy(info, bucket, name)
        name = await transfer_object(access, app.settings.home, info, new, is_move=True)
    return Moved(message="Successfully moved", Key=object_name(bucket, name))


@router.post("/object/copy", operation_id="copy_object", summary="Copy an object")
async def copy(wanted: CopyDestination, app: Running, actor: Holder) -> Key:
    """Copy an object to another name, in its bucket or another."""
    access = Access(app.db, app.objects, actor)
    info = await _get_source(access, wanted)
    new = describe_copy(info, wanted.destinationBucket or wanted.bucketId, wanted.destinationKey)
    if not wanted.copyMetadata:
        new = _with_facts(new, wanted.metadata or NewFacts())
    is_checked = new.bucket_id == info.bucket_id and new.content_type == info.content_type
    name = new.name
    if is_checked and new.bucket_id != VIDEOS:
        await copy_object(access, info, new)
    else:
        name = await transfer_object(access, app.settings.home, info, new, is_move=False)
    return Key(Key=object_name(new.bucket_id, name))


@router.delete(
    "/object/{bucket}", operation_id="remove_objects", summary="Remove objects", responses=storage_errors(404, 405)
)
async def remove_many(bucket: BucketName, wanted: Removal, app: Running, actor: Holder) -> list[Removed]:
    """Remove the objects that the caller may remove, and return them."""
    rows = await remove_objects(Access(app.db, app.objects, actor), bucket, wanted.prefixes)
    return [Removed(**row) for row in rows]


@router.delete("/object/{bucket}/{name:whole}", operation_id="remove_object", summary="Remove an object")
async def remove_one(bucket: BucketName, name: ObjectName, app: Running, actor: Holder) -> Done:
    """Remove one object."""
    await remove_object(Access(app.db, app.objects, actor), bucket, name)
    return Done(message="Successfully deleted")


async def _get_source(access: Access, wanted: Destination) -> ObjectInfo:
    async with access.db.acting_as(access.actor) as tx:
        return await get_object(tx, wanted.bucketId, wanted.sourceKey)


def _with_facts(new: NewObject, facts: NewFacts) -> NewObject:
    return replace(
        new,
        content_type=clean_type(facts.mimetype) if facts.mimetype else new.content_type,
        cache_control=clean_cache_control(facts.cacheControl or "no-cache"),
        user_metadata={},
    )
