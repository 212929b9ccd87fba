"""Every endpoint under /storage/v1 in one router."""

from fastapi import APIRouter

from chronos.web.storage_api import list_buckets, list_objects, move_object, read_object, sign_link, store_object
from chronos.web.storage_api.describe_routes import storage_errors

router = APIRouter(prefix="/storage/v1", tags=["storage"], responses=storage_errors(400, 429, 500, 502, 503, 507))
# Words before whatever takes any bucket's name: `sign`, `list`, `move`, `copy`, `upload`, `info` are none.
for _part in (sign_link, list_buckets, list_objects, move_object, store_object, read_object):
    router.include_router(_part.router)

__all__ = ["router"]
