"""Uploads' rows: what was promised before the first byte, and what became of it after the last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from chronos.db import Database, Tx, load_queries
from chronos.errors import NotAllowed, NotFound, OverLimit
from chronos.model import Actor, CreatorId, VideoId
from chronos.storage.buckets import check_size, get_allowance, get_bucket
from chronos.storage.objects import may_store

MAX_UNFINISHED = 200  # of one creator at a time

_QUERIES = load_queries("chronos.storage")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client wants to upload. `metadata` is what it says of the file; nothing in it is trusted as a path."""

    bucket_id: str
    object_name: str
    length_bytes: int
    content_type: str
    is_upsert: bool
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A row of `private.uploads`; `is_completed` once every byte is there and stands where it belongs."""

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


async def may_begin(db: Database, actor: Actor, wanted: Wanted) -> None:
    """Whether the actor may upload this; to be asked before the first byte. Raises as `may_store` does."""
    if actor.creator_id is None:
        raise NotAllowed("Only a creator can begin a resumable upload.", code="creators_only")
    await may_store(
        db,
        actor,
        wanted.bucket_id,
        wanted.object_name,
        size_bytes=wanted.length_bytes,
        content_type=wanted.content_type,
        upsert=wanted.is_upsert,
    )


async def begin(db: Database, actor: Actor, upload_id: UUID, wanted: Wanted) -> Upload:
    """Promise the room that it takes: no other upload gets that. Raises OverLimit."""
    async with db.acting_as(actor) as tx:
        # One after the other: a promise that is not committed yet would not be counted.
        await tx.execute(_QUERIES["lock_uploads"], {"creator_id": actor.creator_id})
        bucket = await get_bucket(tx, wanted.bucket_id)
        check_size(bucket, await get_allowance(tx), wanted.length_bytes)
        unfinished = await tx.fetch_one(_QUERIES["count_unfinished_uploads"])
        if unfinished and unfinished["count"] >= MAX_UNFINISHED:
            raise OverLimit(
                f"There are {MAX_UNFINISHED} unfinished uploads: finish or delete some of them.",
                code="too_many_uploads",
            )
        await tx.execute(
            _QUERIES["insert_upload"],
            {
                "id": upload_id,
                "creator_id": actor.creator_id,
                "bucket_id": wanted.bucket_id,
                "object_name": wanted.object_name,
                "length_bytes": wanted.length_bytes,
                "content_type": wanted.content_type,
                "is_upsert": wanted.is_upsert,
                "metadata": Jsonb(dict(wanted.metadata)),
            },
        )
        return await _get(tx, upload_id)


async def get_upload(db: Database, actor: Actor, upload_id: UUID) -> Upload:
    """One's own upload. Raises NotFound; `upload_expired` when its time has passed."""
    async with db.acting_as(actor) as tx:
        upload = await _get(tx, upload_id)
    if upload.is_expired:
        raise NotFound("This upload has expired: begin it again.", code="upload_expired")
    return upload


async def complete(tx: Tx, upload_id: UUID, video_id: VideoId | None) -> None:
    """Mark it completed; `video_id` is the video that holds the file now, if one does. Raises NotFound."""
    if not await tx.execute(_QUERIES["complete_upload"], {"id": upload_id, "video_id": video_id}):
        raise _unknown()


async def terminate(db: Database, actor: Actor, upload_id: UUID) -> None:
    """Forget it; nothing happens when it is not there."""
    async with db.acting_as(actor) as tx:
        await tx.execute(_QUERIES["delete_upload"], {"id": upload_id})


async def _get(tx: Tx, upload_id: UUID) -> Upload:
    row = await tx.fetch_one(_QUERIES["get_upload"], {"id": upload_id})
    if row is None:
        raise _unknown()
    return Upload(**row)


def _unknown() -> NotFound:
    return NotFound("There is no such upload: begin it again.", code="upload_not_found")
