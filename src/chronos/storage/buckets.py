"""Buckets: the rules for the objects of each, as their rows have them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chronos.db import Row, Tx, load_queries
from chronos.errors import Invalid, NotFound, OverLimit
from chronos.model import CreatorId

VIDEOS = "videos"
THUMBNAILS = "thumbnails"
USER_UPLOADS = "user-uploads"
BUCKETS = (VIDEOS, THUMBNAILS, USER_UPLOADS)

_QUERIES = load_queries("chronos.storage")
_MB = 1024**2


@dataclass(frozen=True, slots=True)
class Bucket:
    """A row of `storage.buckets`; None for no limit."""

    id: str
    name: str
    public: bool
    file_size_limit: int | None
    allowed_mime_types: Sequence[str] | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """Bytes that the caller's tier leaves; None for a caller without a tier."""

    max_file_bytes: int | None
    remaining_bytes: int | None


async def list_buckets(tx: Tx) -> list[Bucket]:
    """Return the buckets that the actor may see."""
    return [Bucket(**row) for row in await tx.fetch(_QUERIES["list_buckets"])]


async def get_bucket(tx: Tx, bucket_id: str) -> Bucket:
    """Return one bucket. Raises NotFound (`bucket_not_found`)."""
    row = await tx.fetch_one(_QUERIES["get_bucket"], {"id": bucket_id})
    if row is None:
        raise NotFound("Bucket not found", code="bucket_not_found")
    return Bucket(**row)


async def get_allowance(tx: Tx) -> Allowance:
    """Return what the actor's tier leaves."""
    return _allowance(await tx.fetch_one(_QUERIES["storage_allowance"]))


async def get_allowance_of(tx: Tx, creator_id: CreatorId) -> Allowance:
    """Return what the creator's tier leaves; for the service."""
    return _allowance(await tx.fetch_one(_QUERIES["storage_left"], {"creator_id": creator_id}))


async def hold_storage(tx: Tx, creator_id: CreatorId) -> None:
    """Wait for other transactions that add to the creator's storage: what they add does not count before they end."""
    await tx.execute(_QUERIES["lock_storage"], {"creator_id": creator_id})


def check_size(bucket: Bucket, allowance: Allowance, size_bytes: int, *, promised_bytes: int = 0) -> None:
    """Raise OverLimit: `too_large` for one file, `storage_full` for all files together.

    `promised_bytes` are reserved for this very file, on top of what remains.
    """
    limits = [limit for limit in (bucket.file_size_limit, allowance.max_file_bytes) if limit is not None]
    if limits and size_bytes > min(limits):
        raise OverLimit(f"A file in {bucket.id} may have up to {min(limits) // _MB} MB.", code="too_large")
    if allowance.remaining_bytes is not None and size_bytes > allowance.remaining_bytes + promised_bytes:
        raise OverLimit(
            f"There is room for {allowance.remaining_bytes // _MB} MB more: remove videos, or upgrade the plan.",
            code="storage_full",
        )


def check_type(bucket: Bucket, content_type: str) -> None:
    """Raise Invalid (`mime_type_not_supported`); `image/*` allows every image."""
    allowed = bucket.allowed_mime_types
    kind = content_type.partition(";")[0].strip().lower()
    family, _, subtype = kind.partition("/")
    if allowed is None or kind in allowed or (subtype and (f"{family}/*" in allowed or "*/*" in allowed)):
        return
    raise Invalid(f"mime type {kind} is not supported in {bucket.id}", code="mime_type_not_supported")


def _allowance(row: Row | None) -> Allowance:
    return Allowance(row["max_file_bytes"], row["remaining_bytes"]) if row else Allowance(None, None)
