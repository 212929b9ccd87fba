"""Every endpoint under /storage/v1 in one router."""

from fastapi import APIRouter

from chronos.web.storage_api import buckets, changing, listing, objects, resumable, signed, uploading

router = APIRouter(prefix="/storage/v1", include_in_schema=False)
# Words before whatever takes any bucket's name: `sign`, `list`, `move`, `copy`, `upload`, `info` are none.
for _part in (resumable, signed, buckets, listing, changing, uploading, objects):
    router.include_router(_part.router)

__all__ = ["router"]
