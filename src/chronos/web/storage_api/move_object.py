"""Objects to be moved, copied and removed."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chronos.app import App
from chronos.model import Actor
from chronos.storage import VIDEOS, ObjectInfo, get_object, object_name
from chronos.storage.move_object import copy_object, described, remove_object, remove_objects, rename_object
from chronos.storage.objects import NewObject
from chronos.videos.received import transfer
from chronos.web.authenticate import Running
from chronos.web.storage_api.caller import Holder
from chronos.web.storage_api.object_headers import clean_cache_control, clean_type
from chronos.web.storage_api.sign_link import PlainText

router = APIRouter()

MAX_REMOVED = 1000


class Destination(BaseModel):
    """From where to where; `destinationBucket` None is the same one."""

    bucketId: PlainText  # noqa: N815 - as Supabase's clients write it
    sourceKey: PlainText  # noqa: N815
    destinationKey: PlainText  # noqa: N815
    destinationBucket: PlainText | None = None  # noqa: N815


class OtherFacts(BaseModel):
    """What the copy is said to be, when it is not said to be what the original is."""

    cacheControl: str | None = None  # noqa: N815
    mimetype: str | None = None


class CopyDestination(Destination):
    """The same, and whether what is known of the original is true of the copy."""

    copyMetadata: bool = True  # noqa: N815
    metadata: OtherFacts | None = None


class Removal(BaseModel):
    """Whole names of objects."""

    prefixes: Annotated[list[PlainText], Field(min_length=1, max_length=MAX_REMOVED)]


@router.post("/object/move")
async def move(wanted: Destination, app: Running, actor: Holder) -> dict[str, Any]:
    """Give an object another name, in its bucket or in another."""
    bucket, name = wanted.destinationBucket or wanted.bucketId, wanted.destinationKey
    info = await _found(app, actor, wanted)
    if bucket == info.bucket_id:
        if name != info.name:
            await rename_object(app.db, app.objects, actor, info, name)
    else:
        new = described(info, bucket, name)
        name = await transfer(app.db, app.objects, actor, app.settings.home, info, new, is_move=True)
    return {"message": "Successfully moved", "Key": object_name(bucket, name)}


@router.post("/object/copy")
async def copy(wanted: CopyDestination, app: Running, actor: Holder) -> dict[str, Any]:
    """The same bytes under another name, in the object's bucket or in another."""
    info = await _found(app, actor, wanted)
    new = described(info, wanted.destinationBucket or wanted.bucketId, wanted.destinationKey)
    if not wanted.copyMetadata:
        new = _said_anew(new, wanted.metadata or OtherFacts())
    name = await _copy(app, actor, info, new)
    return {"Key": object_name(new.bucket_id, name)}


@router.delete("/object/{bucket}")
async def remove_many(bucket: str, wanted: Removal, app: Running, actor: Holder) -> list[dict[str, Any]]:
    """Remove those that the asker may remove; what was removed."""
    return await remove_objects(app.db, app.objects, actor, bucket, wanted.prefixes)


@router.delete("/object/{bucket}/{name:path}")
async def remove_one(bucket: str, name: str, app: Running, actor: Holder) -> dict[str, str]:
    """Remove one object."""
    await remove_object(app.db, app.objects, actor, bucket, name)
    return {"message": "Successfully deleted"}


async def _found(app: App, actor: Actor, wanted: Destination) -> ObjectInfo:
    async with app.db.acting_as(actor) as tx:
        return await get_object(tx, wanted.bucketId, wanted.sourceKey)


async def _copy(app: App, actor: Actor, info: ObjectInfo, new: NewObject) -> str:
    is_checked = new.bucket_id == info.bucket_id and new.content_type == info.content_type
    if is_checked and new.bucket_id != VIDEOS:
        await copy_object(app.db, app.objects, actor, info, new)
        return new.name
    return await transfer(app.db, app.objects, actor, app.settings.home, info, new, is_move=False)


def _said_anew(new: NewObject, said: OtherFacts) -> NewObject:
    return replace(
        new,
        content_type=clean_type(said.mimetype) if said.mimetype else new.content_type,
        cache_control=clean_cache_control(said.cacheControl or "no-cache"),
        user_metadata={},
    )
