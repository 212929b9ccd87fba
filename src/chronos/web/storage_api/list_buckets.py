"""List buckets; migrations make them."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from chronos.storage import Bucket, get_bucket, list_buckets
from chronos.web.authenticate import Running
from chronos.web.storage_api.caller import Holder

router = APIRouter()

MAX_BUCKETS = 1000


@router.get("/bucket")
async def tell_buckets(
    app: Running,
    actor: Holder,
    limit: Annotated[int, Query(ge=1)] = MAX_BUCKETS,
    offset: Annotated[int, Query(ge=0)] = 0,
    search: str = "",
    sort_column: Annotated[Literal["id", "name", "created_at", "updated_at"], Query(alias="sortColumn")] = "name",
    sort_order: Annotated[Literal["asc", "desc"], Query(alias="sortOrder")] = "asc",
) -> list[dict[str, Any]]:
    """Return the buckets that the caller may see."""
    async with app.db.acting_as(actor) as tx:
        buckets = [bucket for bucket in await list_buckets(tx) if search.lower() in bucket.name.lower()]
    buckets.sort(key=lambda bucket: (getattr(bucket, sort_column), bucket.id), reverse=sort_order == "desc")
    return [_described(bucket) for bucket in buckets[offset : offset + limit]]


@router.get("/bucket/{bucket}")
async def tell_bucket(bucket: str, app: Running, actor: Holder) -> dict[str, Any]:
    """Return one bucket with its rules."""
    async with app.db.acting_as(actor) as tx:
        return _described(await get_bucket(tx, bucket))


def _described(bucket: Bucket) -> dict[str, Any]:
    return {
        "id": bucket.id,
        "name": bucket.name,
        "owner": "",
        "public": bucket.public,
        "type": "STANDARD",
        "file_size_limit": bucket.file_size_limit,
        "allowed_mime_types": bucket.allowed_mime_types,
        "created_at": bucket.created_at,
        "updated_at": bucket.updated_at,
    }
