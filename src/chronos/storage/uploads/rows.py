"""Rows of resumable uploads: what was reserved before the first byte, and what the upload became after the last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.db import Database, Tx, load_queries
from chronos.errors import NotFound, OverLimit
from chronos.model import Actor, CreatorId, VideoId
from chronos.storage.buckets import check_size, get_allowance, get_bucket, hold_storage
from chronos.storage.objects import NewObject

MAX_UNFINISHED = 200  # of one creator at a time

_QUERIES = load_queries("chronos.storage")


@dataclass(frozen=True, slots=True)
class Upload:
    """A row of `private.uploads`; `is_completed` once every byte is stored where it belongs.

    `metadata` is what the client declares of the file; no value of it is a path.
    """

    id: UUID
    creator_id: CreatorId
    bucket_id: str
    object_name: str
    length_bytes: int
    content_type: str
    is_upsert: bool
    metadata: Mapping[str, Any]
    video_id: VideoId | None
    expires_at: datetime
    is_completed: bool
    is_expired: bool

    @property
    def new_object(self) -> NewObject:
        """The object that it is to become."""
        return NewObject(
            self.bucket_id,
            self.object_name,
            self.length_bytes,
            self.content_type,
            is_upsert=self.is_upsert,
            cache_control=self.metadata.get("cache_control"),
            user_metadata=self.metadata.get("user_metadata") or {},
        )


async def reserve_upload(
    db: Database, actor: Actor, upload_id: UUID, new: NewObject, metadata: Mapping[str, Any]
) -> Upload:
    """Reserve the bytes that the object takes: no other upload gets them. Raises OverLimit."""
    async with db.acting_as(actor) as tx:
        if actor.creator_id is not None:
            await hold_storage(tx, actor.creator_id)
        check_size(await get_bucket(tx, new.bucket_id), await get_allowance(tx), new.size_bytes)
        unfinished = await tx.fetch_one(_QUERIES["count_unfinished_uploads"])
        if unfinished and unfinished["count"] >= MAX_UNFINISHED:
            raise OverLimit(
                f"There are {MAX_UNFINISHED} unfinished uploads: finish or delete some of them.",
                code="too_many_uploads",
            )
        values = {
            "id": upload_id,
            "creator_id": actor.creator_id,
            "bucket_id": new.bucket_id,
            "object_name": new.name,
            "length_bytes": new.size_bytes,
            "content_type": new.content_type,
            "is_upsert": new.is_upsert,
            "metadata": Jsonb(dict(metadata)),
        }
        row = await tx.fetch_one(_QUERIES["insert_upload"], values)
    assert row is not None  # noqa: S101 - `returning`
    return Upload(**row)


async def get_upload(db: Database, actor: Actor, upload_id: UUID) -> Upload:
    """Return the actor's own upload. Raises NotFound; `upload_expired` when its time has passed."""
    async with db.acting_as(actor) as tx:
        row = await tx.fetch_one(_QUERIES["get_upload"], {"id": upload_id})
    if row is None:
        raise _not_found()
    upload = Upload(**row)
    if upload.is_expired:
        raise NotFound("This upload has expired: begin it again.", code="upload_expired")
    return upload


async def complete_upload(tx: Tx, upload_id: UUID, video_id: VideoId | None) -> None:
    """Mark it completed; `video_id` is the video that has the file, if one does. Raises NotFound."""
    if not await tx.execute(_QUERIES["complete_upload"], {"id": upload_id, "video_id": video_id}):
        raise _not_found()


async def delete_upload(db: Database, actor: Actor, upload_id: UUID) -> None:
    """Delete the row; nothing happens when there is none."""
    async with db.acting_as(actor) as tx:
        await tx.execute(_QUERIES["delete_upload"], {"id": upload_id})


def _not_found() -> NotFound:
    return NotFound("There is no such upload: begin it again.", code="upload_not_found")
