"""List buckets; migrations make them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chronos import storage
from chronos.web.authenticate import Running
from chronos.web.storage_api.caller import Holder
from chronos.web.storage_api.describe_routes import BucketName, storage_errors

router = APIRouter()

MAX_BUCKETS = 1000


class Bucket(BaseModel):
    """A bucket with its rules; null for no limit."""

    id: str
    name: str
    owner: str = ""
    public: bool
    type: str = "STANDARD"
    file_size_limit: int | None
    allowed_mime_types: Sequence[str] | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, bucket: storage.Bucket) -> Self:
        """Present a bucket of the room."""
        return cls(
            id=bucket.id,
            name=bucket.name,
            public=bucket.public,
            file_size_limit=bucket.file_size_limit,
            allowed_mime_types=bucket.allowed_mime_types,
            created_at=bucket.created_at,
            updated_at=bucket.updated_at,
        )


@router.get("/bucket", operation_id="list_buckets", summary="List buckets")
async def tell_buckets(
    app: Running,
    actor: Holder,
    limit: Annotated[int, Query(ge=1, description="Maximum number of buckets.")] = MAX_BUCKETS,
    offset: Annotated[int, Query(ge=0, description="Buckets to skip.")] = 0,
    search: Annotated[str, Query(description="List buckets with this in their name only.")] = "",
    sort_column: Annotated[
        Literal["id", "name", "created_at", "updated_at"],
        Query(alias="sortColumn", description="Column to sort by."),
    ] = "name",
    sort_order: Annotated[
        Literal["asc", "desc"], Query(alias="sortOrder", description="Ascending or descending.")
    ] = "asc",
) -> list[Bucket]:
    """Return the buckets that the caller may see."""
    async with app.db.acting_as(actor) as tx:
        buckets = [bucket for bucket in await storage.list_buckets(tx) if search.lower() in bucket.name.lower()]
    buckets.sort(key=lambda bucket: (getattr(bucket, sort_column), bucket.id), reverse=sort_order == "desc")
    return [Bucket.of(bucket) for bucket in buckets[offset : offset + limit]]


@router.get("/bucket/{bucket}", operation_id="get_bucket", summary="Get a bucket", responses=storage_errors(404))
async def tell_bucket(bucket: BucketName, app: Running, actor: Holder) -> Bucket:
    """Return one bucket with its rules."""
    async with app.db.acting_as(actor) as tx:
        return Bucket.of(await storage.get_bucket(tx, bucket))
