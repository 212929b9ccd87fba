"""Rows of objects: read them, ask before the first byte whether one may be added, insert it after the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from chronos.db import Database, Row, Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, CreatorId
from chronos.storage.buckets import (
    VIDEOS,
    Bucket,
    check_size,
    check_type,
    get_allowance,
    get_allowance_of,
    get_bucket,
    hold_storage,
)
from chronos.storage.names import clean_name

_QUERIES = load_queries("chronos.storage")
_PUBLIC = Actor("chronos_public")  # may ask for one object of a public bucket by its name, and for nothing else


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """A row of `storage.objects`. `etag` is strong and has its quotes: other bytes have another one.

    `metadata` comes from the storage, `user_metadata` from the sender.
    """

    id: UUID
    bucket_id: str
    name: str
    size_bytes: int
    content_type: str
    etag: str
    created_at: datetime
    updated_at: datetime
    metadata: Mapping[str, Any]
    user_metadata: Mapping[str, Any]
    version: str = ""


async def get_object(tx: Tx, bucket_id: str, name: str) -> ObjectInfo:
    """Return one object. Raises NotFound (`object_not_found`), also for one that the actor may not see."""
    row = await tx.fetch_one(_QUERIES["get_object"], {"bucket": bucket_id, "name": name})
    if row is None:
        raise NotFound("Object not found", code="object_not_found")
    return _info(row)


async def get_public_object(db: Database, bucket_id: str, name: str) -> ObjectInfo:
    """Return an object of a public bucket, for every caller that has its address. Raises NotFound."""
    async with db.acting_as(_PUBLIC) as tx:
        row = await tx.fetch_one(_QUERIES["get_public_object"], {"bucket": bucket_id, "name": name})
    if row is None or row["id"] is None:
        raise NotFound("Object not found", code="object_not_found")
    return _info({**row, "bucket_id": bucket_id, "name": name})


@dataclass(frozen=True, slots=True)
class NewObject:
    """An object to store, as its sender declares it. `sha256` in hexadecimal."""

    bucket_id: str
    name: str
    size_bytes: int
    content_type: str
    is_upsert: bool = False
    sha256: str | None = None
    cache_control: str | None = None
    user_metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Admission:
    """The bucket that takes an object, and how many bytes it and the caller's tier take now; None for any number."""

    bucket: Bucket
    max_bytes: int | None


async def authorize_object(
    db: Database, actor: Actor, new: NewObject, *, promised_bytes: int = 0, is_typed: bool = True
) -> Admission:
    """Check, before the first byte, that the actor may store the object.

    `promised_bytes`: reserved for this very file by an upload, on top of what the tier leaves. `is_typed` False: the
    content type is not known yet. Raises NotFound (no such bucket for the actor), Invalid (name, type), OverLimit,
    NotAllowed (the policies of storage.objects), Conflict (`exists`: the name is taken and it is no upsert).
    """
    clean_name(new.name)
    try:
        async with db.dry_run_as(actor) as tx:
            bucket = await get_bucket(tx, new.bucket_id)
            if is_typed:
                check_type(bucket, new.content_type)
            allowance = await get_allowance(tx)
            check_size(bucket, allowance, new.size_bytes, promised_bytes=promised_bytes)
            await insert_object(tx, new)
    except NotAllowed:
        await refuse_files_of_videos(db, actor, new.bucket_id, [new.name])
        raise
    limits = (bucket.file_size_limit, allowance.max_file_bytes, allowance.remaining_bytes)
    return Admission(bucket, min((limit for limit in limits if limit is not None), default=None))


async def insert_object(tx: Tx, new: NewObject) -> None:
    """Insert the row of an object whose bytes are stored; an upsert replaces the row of that name.

    The transaction ends with NotAllowed when the actor may not write there, with Conflict (`exists`) when the name is
    taken and it is no upsert.
    """
    statement = _QUERIES["upsert_object"] if new.is_upsert else _QUERIES["insert_object"]
    metadata = {
        "size": new.size_bytes,
        "contentLength": new.size_bytes,
        "mimetype": new.content_type,
        "cacheControl": new.cache_control,
        "eTag": f'"{new.sha256 or uuid4().hex}"',
        "lastModified": datetime.now(UTC).isoformat(),
        "httpStatusCode": 200,
    }
    values = {
        "bucket": new.bucket_id,
        "name": new.name,
        "metadata": Jsonb(metadata),
        "user_metadata": Jsonb(dict(new.user_metadata)),
    }
    await tx.execute(statement, values)


@dataclass(frozen=True, slots=True)
class Room:
    """What an object takes its place from: its creator's storage, and the bytes that an upload reserved for it.

    `for_service`: the transaction is the service's, which acts for the creator. Without a creator there is no limit.
    """

    creator_id: CreatorId | None
    promised_bytes: int = 0
    for_service: bool = False


async def admit_object(tx: Tx, new: NewObject, room: Room) -> None:
    """Insert the row as `insert_object` does if there is still room: of files that end at once, each sees the others.

    Raises OverLimit. The creator's other files wait until the transaction ends.
    """
    if room.creator_id is not None:
        await hold_storage(tx, room.creator_id)
        allowance = await (get_allowance_of(tx, room.creator_id) if room.for_service else get_allowance(tx))
        check_size(await get_bucket(tx, new.bucket_id), allowance, new.size_bytes, promised_bytes=room.promised_bytes)
    await insert_object(tx, new)


async def refuse_files_of_videos(db: Database, actor: Actor, bucket_id: str, names: Sequence[str]) -> None:
    """Raise NotAllowed (`belongs_to_video`) when one of `names` is a file of a video that the actor sees."""
    if bucket_id != VIDEOS or actor.role == "anon":
        return
    async with db.acting_as(actor) as tx:
        row = await tx.fetch_one(_QUERIES["find_file_of_video"], {"names": list(names)})
    if row is not None:
        raise NotAllowed(f"{row['name']} belongs to a video: remove the video.", code="belongs_to_video")


def _metadata(stored: object) -> dict[str, Any]:
    """Return the metadata without values that are not what the storage writes: people may write rows by SQL."""
    kinds = {"size": int, "mimetype": str, "cacheControl": str, "eTag": str}
    written: dict[str, Any] = stored if isinstance(stored, dict) else {}
    read: dict[str, Any] = {key: value for key, value in written.items() if type(value) is kinds.get(key, type(value))}
    if read.get("size", 0) < 0:
        del read["size"]
    return read


def _info(row: Row) -> ObjectInfo:
    metadata = _metadata(row["metadata"])
    # Without a stored digest the row tells versions apart: it changes with the bytes.
    etag = metadata.get("eTag") or f'"{row["id"].hex}-{row["updated_at"].timestamp():.6f}"'
    return ObjectInfo(
        id=row["id"],
        bucket_id=row["bucket_id"],
        name=row["name"],
        size_bytes=metadata.get("size", 0),
        content_type=metadata.get("mimetype") or "application/octet-stream",
        etag=etag,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        metadata=metadata,
        user_metadata=row["user_metadata"] if isinstance(row["user_metadata"], dict) else {},
        version=row["version"] or "",
    )
