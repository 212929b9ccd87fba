"""Objects' rows: who may add one is asked before the first byte, and Postgres knows of it once the last is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chronos.db import Database, Tx, load_queries
from chronos.db.pool import Row
from chronos.errors import NotFound
from chronos.model import Actor
from chronos.storage.buckets import Bucket, check_size, check_type, get_allowance, get_bucket
from chronos.storage.names import clean_name

_QUERIES = load_queries("chronos.storage")


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """A row of `storage.objects`. `etag` has its quotes: it is strong, and another one as soon as the bytes are others.

    `metadata` is what the storage knows of it, `user_metadata` what its sender said.
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


async def get_object(tx: Tx, bucket_id: str, name: str) -> ObjectInfo:
    """What is known of one object. Raises NotFound (`object_not_found`), also for one that the asker may not see."""
    row = await tx.fetch_one(_QUERIES["get_object"], {"bucket": bucket_id, "name": name})
    if row is None:
        raise NotFound("Object not found", code="object_not_found")
    return _info(row)


class _Undone(Exception):
    """Ends a transaction that was only to see whether it could be done."""


async def may_store(
    db: Database,
    actor: Actor,
    bucket_id: str,
    name: str,
    *,
    size_bytes: int,
    content_type: str,
    upsert: bool = False,
    promised_bytes: int = 0,
) -> Bucket:
    """The bucket, when the actor may store such a file under `name` there; to be asked before the first byte.

    `promised_bytes`: what an upload under way was promised for this very file; its tier leaves that much less.
    Raises NotFound (no such bucket for the actor), Invalid (name, type), OverLimit, NotAllowed (the policies of
    storage.objects), Conflict (`exists`: there is one and `upsert` is False).
    """
    clean_name(name)
    try:
        async with db.acting_as(actor) as tx:
            bucket = await get_bucket(tx, bucket_id)
            check_type(bucket, content_type)
            check_size(bucket, await get_allowance(tx), size_bytes, promised_bytes=promised_bytes)
            await keep(tx, bucket_id, name, size_bytes=size_bytes, content_type=content_type, upsert=upsert)
            raise _Undone
    except _Undone:
        return bucket


async def keep(tx: Tx, bucket_id: str, name: str, *, size_bytes: int, content_type: str, upsert: bool = False) -> None:
    """Tell Postgres of an object that was stored.

    The transaction ends with NotAllowed when the actor may not write there, with Conflict (`exists`) when there is one
    of this name and `upsert` is False.
    """
    statement = _QUERIES["upsert_object"] if upsert else _QUERIES["insert_object"]
    values = {"bucket": bucket_id, "name": name, "size_bytes": size_bytes, "content_type": content_type}
    await tx.execute(statement, values)


def _info(row: Row) -> ObjectInfo:
    metadata = row["metadata"] or {}
    # An object of which no digest was kept is told apart by its row, which changes with its bytes.
    etag = metadata.get("eTag") or f'"{row["id"].hex}-{row["updated_at"].timestamp():.6f}"'
    return ObjectInfo(
        id=row["id"],
        bucket_id=row["bucket_id"],
        name=row["name"],
        size_bytes=int(metadata.get("size", 0)),
        content_type=metadata.get("mimetype") or "application/octet-stream",
        etag=etag,
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        metadata=metadata,
        user_metadata=row["user_metadata"] or {},
    )
