"""Read an object: its bytes or its description."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos.storage import ObjectInfo, clean_name, get_object, get_public_object
from chronos.web.authenticate import Running
from chronos.web.serve_object import may_still_read, serve_object
from chronos.web.storage_api.caller import Holder
from chronos.web.storage_api.object_headers import clean_cache_control

router = APIRouter()


@router.api_route("/object/info/public/{bucket}/{name:path}", methods=["GET", "HEAD"])
async def tell_public(bucket: str, name: str, app: Running) -> dict[str, Any]:
    """Describe an object of a public bucket."""
    return _described(await get_public_object(app.db, bucket, clean_name(name)))


@router.api_route("/object/info/{bucket}/{name:path}", methods=["GET", "HEAD"])
@router.api_route("/object/info/authenticated/{bucket}/{name:path}", methods=["GET", "HEAD"])  # registered first
async def tell(bucket: str, name: str, app: Running, actor: Holder) -> dict[str, Any]:
    """Describe an object that the caller sees."""
    async with app.db.acting_as(actor) as tx:
        return _described(await get_object(tx, bucket, clean_name(name)))


@router.api_route("/object/public/{bucket}/{name:path}", methods=["GET", "HEAD"])
async def send_public(bucket: str, name: str, request: Request, app: Running, download: str | None = None) -> Response:
    """Serve an object of a public bucket to every caller with its address, on any page."""
    info = await get_public_object(app.db, bucket, clean_name(name))
    kept = clean_cache_control(info.metadata.get("cacheControl") or "no-cache")
    headers = {"Cache-Control": f"public, {kept}", "Cross-Origin-Resource-Policy": "cross-origin"}
    return await serve_object(request, app, info, download=download, headers=headers)


@router.api_route("/object/{bucket}/{name:path}", methods=["GET", "HEAD"])
@router.api_route("/object/authenticated/{bucket}/{name:path}", methods=["GET", "HEAD"])  # registered first
async def send(
    bucket: str, name: str, request: Request, app: Running, actor: Holder, download: str | None = None
) -> Response:
    """Serve an object that the caller sees, for as long as the caller sees it."""
    async with app.db.acting_as(actor) as tx:
        info = await get_object(tx, bucket, clean_name(name))
    return await serve_object(request, app, info, download=download, still_allowed=may_still_read(app, actor, info))


def _described(info: ObjectInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "name": info.name,
        "version": info.version,
        "bucket_id": info.bucket_id,
        "size": info.size_bytes,
        "content_type": info.content_type,
        "cache_control": info.metadata.get("cacheControl"),
        "etag": info.etag,
        "metadata": info.user_metadata,
        "last_modified": info.updated_at,
        "created_at": info.created_at,
    }
