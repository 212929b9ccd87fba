"""Read an object: its bytes or its description."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from chronos.storage import ObjectInfo, clean_name, get_object, get_public_object
from chronos.web.authenticate import Running
from chronos.web.serve_object import may_still_read, serve_object
from chronos.web.storage_api.caller import Holder
from chronos.web.storage_api.describe_routes import FILE, BucketName, Download, ObjectName, readable
from chronos.web.storage_api.object_headers import clean_cache_control

router = APIRouter()


class ObjectFacts(BaseModel):
    """What is known of an object; `metadata` is its sender's."""

    id: UUID
    name: str
    version: str
    bucket_id: str
    size: int
    content_type: str
    cache_control: Any
    etag: str
    metadata: dict[str, Any]
    last_modified: datetime
    created_at: datetime

    @classmethod
    def of(cls, info: ObjectInfo) -> Self:
        """Present an object of the room."""
        return cls(
            id=info.id,
            name=info.name,
            version=info.version,
            bucket_id=info.bucket_id,
            size=info.size_bytes,
            content_type=info.content_type,
            cache_control=info.metadata.get("cacheControl"),
            etag=info.etag,
            metadata=dict(info.user_metadata),
            last_modified=info.updated_at,
            created_at=info.created_at,
        )


@readable(
    router,
    "/object/info/public/{bucket}/{name:whole}",
    "describe_public_object",
    summary="Get facts of a public object",
)
async def tell_public(bucket: BucketName, name: ObjectName, app: Running) -> ObjectFacts:
    """Describe an object of a public bucket."""
    return ObjectFacts.of(await get_public_object(app.db, bucket, clean_name(name)))


@readable(router, "/object/info/{bucket}/{name:whole}", "describe_object", summary="Get facts of an object")
@readable(  # registered first
    router,
    "/object/info/authenticated/{bucket}/{name:whole}",
    "describe_authenticated_object",
    summary="Get facts of an object",
)
async def tell(bucket: BucketName, name: ObjectName, app: Running, actor: Holder) -> ObjectFacts:
    """Describe an object that the caller sees."""
    async with app.db.acting_as(actor) as tx:
        return ObjectFacts.of(await get_object(tx, bucket, clean_name(name)))


@readable(
    router,
    "/object/public/{bucket}/{name:whole}",
    "get_public_object",
    summary="Get a public object",
    response_class=Response,
    responses=FILE,
)
async def send_public(
    bucket: BucketName, name: ObjectName, request: Request, app: Running, download: Download = None
) -> Response:
    """Serve an object of a public bucket to every caller with its address, on any page."""
    info = await get_public_object(app.db, bucket, clean_name(name))
    kept = clean_cache_control(info.metadata.get("cacheControl") or "no-cache")
    headers = {"Cache-Control": f"public, {kept}", "Cross-Origin-Resource-Policy": "cross-origin"}
    return await serve_object(request, app, info, download=download, headers=headers)


@readable(
    router,
    "/object/{bucket}/{name:whole}",
    "get_object",
    summary="Get an object",
    response_class=Response,
    responses=FILE,
)
@readable(  # registered first
    router,
    "/object/authenticated/{bucket}/{name:whole}",
    "get_authenticated_object",
    summary="Get an object",
    response_class=Response,
    responses=FILE,
)
async def send(
    bucket: BucketName, name: ObjectName, request: Request, app: Running, actor: Holder, download: Download = None
) -> Response:
    """Serve an object that the caller sees, for as long as the caller sees it."""
    async with app.db.acting_as(actor) as tx:
        info = await get_object(tx, bucket, clean_name(name))
    return await serve_object(request, app, info, download=download, still_allowed=may_still_read(app, actor, info))
