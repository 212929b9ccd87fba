"""Resumable uploads: TUS 1.0 under /storage/v1/upload/resumable, as hosted Supabase has it."""

import asyncio
from datetime import UTC
from email.utils import format_datetime
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from chronos.app import App
from chronos.errors import NotFound, OverLimit
from chronos.storage import Access, Upload, delete_upload, locked_upload, reserve_upload
from chronos.videos import CHOICES, MAX_FILE_BYTES, authorize_file, word_not_applied
from chronos.web.authenticate import ProgramOrBrowser, Running
from chronos.web.body_limit import declared_bytes
from chronos.web.estimate_video import estimate_video
from chronos.web.uploads import headers as tus
from chronos.web.uploads.describe_routes import UploadId, answers, sends
from chronos.web.uploads.errors import TusRoute
from chronos.web.uploads.upload import CallersUploads

PATH = "/upload/resumable"
LOCK_SECONDS = 0.6  # time for a request that only waits for bytes to give the upload up
FINISH_SECONDS = 20.0  # time for a request that has the last byte to store the file

_ALWAYS = (401, 403, 412, 429, 500, 502, 503, 507)
_OF_PIECES = (400, 404, 409, 410, 413, 415, 422, 423, 460)
_FACTS = (
    "Tus-Resumable",
    "Upload-Offset",
    "Upload-Expires",
    "Chronos-Video-Id",
    "Chronos-Duplicate",
    "Chronos-Estimate",
)
_OFFERED = ("Tus-Resumable", "Tus-Version", "Tus-Max-Size", "Tus-Extension", "Tus-Checksum-Algorithm")

router = APIRouter(prefix="/storage/v1", tags=["uploads"], route_class=TusRoute, default_response_class=Response)


def _uploads(app: Running, actor: ProgramOrBrowser) -> CallersUploads:
    return CallersUploads(Access(app.db, app.objects, actor), app.uploads)


Uploads = Annotated[CallersUploads, Depends(_uploads)]


@router.options(
    PATH,
    operation_id="get_upload_options",
    summary="Get what uploads support",
    status_code=204,
    responses=answers(204, "What the server supports, in headers.", *_OFFERED),
)
@router.options(f"{PATH}/{{upload_id}}", include_in_schema=False)
async def options() -> Response:
    """Return what the server supports; public."""
    offered = {
        "Tus-Version": tus.VERSION,
        "Tus-Max-Size": str(MAX_FILE_BYTES),
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
    }
    return Response(status_code=204, headers=offered)


@router.post(
    PATH,
    operation_id="begin_upload",
    summary="Create a resumable upload",
    status_code=201,
    responses=answers(201, "The upload's address, in `Location`.", "Location", *_FACTS, errors=_ALWAYS + _OF_PIECES),
    openapi_extra=sends(
        "Upload-Metadata", "Upload-Checksum", "x-upsert", required=("Tus-Resumable", "Upload-Length"), has_piece=True
    ),
)
@router.post(f"{PATH}/", include_in_schema=False)
async def create(request: Request, app: Running, uploads: Uploads) -> Response:
    """Begin an upload; a body (creation-with-upload) is its first piece."""
    has_piece = declared_bytes(request.scope) > 0 or "transfer-encoding" in request.headers
    if has_piece:
        _require_piece(request)
    access = uploads.access
    new, metadata = tus.read_request(request.headers, access.actor)
    await authorize_file(access.db, access.actor, new)
    upload_id, offset = uuid4(), 0
    await asyncio.to_thread(uploads.folder.create, upload_id)
    try:
        upload = await reserve_upload(access.db, access.actor, upload_id, new, metadata)
        if has_piece or not upload.length_bytes:
            async with locked_upload(uploads.folder, upload_id, patience_seconds=0) as writer:
                upload = await uploads.receive(request, upload, writer)
                offset = writer.offset
    except BaseException:
        await uploads.delete(upload_id)  # the client never learned its address
        raise
    headers = {"Location": _address(request, app.settings.public_url, upload_id), "Upload-Offset": str(offset)}
    return Response(status_code=201, headers=headers | await _described(app, uploads, upload))


@router.head(
    f"{PATH}/{{upload_id}}",
    operation_id="get_upload",
    summary="Get the offset of an upload",
    responses=answers(
        200, "The offset, in headers.", *_FACTS, "Upload-Length", "Upload-Metadata", errors=_ALWAYS + _OF_PIECES
    ),
    openapi_extra=sends(),
)
async def get_offset(upload_id: UploadId, app: Running, uploads: Uploads) -> Response:
    """Return the offset; an upload that has every byte is finished first."""
    upload = await uploads.find(upload_id)
    offset = upload.length_bytes
    if not upload.is_completed:
        try:
            offset = await asyncio.to_thread(uploads.folder.offset, upload.id)
            if offset == upload.length_bytes:
                async with locked_upload(uploads.folder, upload.id, patience_seconds=FINISH_SECONDS) as writer:
                    upload = await uploads.finish(upload, writer)
            elif await asyncio.to_thread(uploads.folder.is_locked, upload.id):
                await asyncio.to_thread(uploads.folder.ask_for, upload.id)  # its sender may be gone
        except NotFound as error:
            upload = await uploads.find_completed(upload, error)
            offset = upload.length_bytes
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(upload.length_bytes)}
    if "header" in upload.metadata:
        headers["Upload-Metadata"] = upload.metadata["header"]
    return Response(status_code=200, headers=headers | await _described(app, uploads, upload))


@router.patch(
    f"{PATH}/{{upload_id}}",
    operation_id="append_to_upload",
    summary="Add a piece to an upload",
    status_code=204,
    responses=answers(204, "The new offset, in headers.", *_FACTS, errors=_ALWAYS + _OF_PIECES),
    openapi_extra=sends("Upload-Checksum", required=("Tus-Resumable", "Upload-Offset"), has_piece=True),
)
async def append(upload_id: UploadId, request: Request, app: Running, uploads: Uploads) -> Response:
    """Append a piece at the upload's offset; the last one finishes the upload."""
    _require_piece(request)
    offset = tus.read_offset(request.headers)
    upload = await uploads.find(upload_id)
    actual, was_completed = upload.length_bytes, upload.is_completed
    if not upload.is_completed:
        try:
            async with locked_upload(uploads.folder, upload.id, patience_seconds=LOCK_SECONDS) as writer:
                _require_offset(offset, writer.offset)
                upload = await uploads.receive(request, upload, writer)
                actual = offset = writer.offset
        except NotFound as error:
            upload = await uploads.find_completed(upload, error)
            actual = upload.length_bytes
    _require_offset(offset, actual)
    if was_completed and declared_bytes(request.scope):
        raise OverLimit("The upload has every byte already.", code="too_large")
    return Response(status_code=204, headers={"Upload-Offset": str(actual)} | await _described(app, uploads, upload))


@router.delete(
    f"{PATH}/{{upload_id}}",
    operation_id="delete_upload",
    summary="Delete an upload",
    status_code=204,
    responses=answers(204, "It is deleted.", "Tus-Resumable", errors=(*_ALWAYS, 404, 409, 410, 423)),
    openapi_extra=sends(),
)
async def delete(upload_id: UploadId, uploads: Uploads) -> Response:
    """Delete the upload; the video or object that it became stays."""
    upload = await uploads.find(upload_id)
    try:
        async with locked_upload(uploads.folder, upload.id, patience_seconds=LOCK_SECONDS):
            await uploads.delete(upload.id)
    except NotFound:  # its bytes are gone already
        await delete_upload(uploads.access.db, uploads.access.actor, upload.id)
    return Response(status_code=204)


@router.post(
    f"{PATH}/{{upload_id}}",
    operation_id="override_upload",
    summary="Change an upload by POST",
    status_code=204,
    responses={
        200: {"description": "The offset, in headers."},
        **answers(204, "As of the method that is meant.", *_FACTS, errors=(*_ALWAYS, *_OF_PIECES, 405)),
    },
    openapi_extra=sends(
        "Upload-Offset", "Upload-Checksum", required=("Tus-Resumable", "X-HTTP-Method-Override"), has_piece=True
    ),
)
async def override(upload_id: UploadId, request: Request, app: Running, uploads: Uploads) -> Response:
    """Serve clients that can only send POST: the method is in `X-HTTP-Method-Override`."""
    match request.headers.get("x-http-method-override", "").upper():
        case "PATCH":
            return await append(upload_id, request, app, uploads)
        case "HEAD":
            return await get_offset(upload_id, app, uploads)
        case "DELETE":
            return await delete(upload_id, uploads)
    raise HTTPException(405, "Send PATCH, HEAD or DELETE, as the method or in X-HTTP-Method-Override.")


def _require_piece(request: Request) -> None:
    if request.headers.get("content-type", "").strip().lower() != tus.CONTENT_TYPE:
        raise HTTPException(415, f"Send the piece as Content-Type: {tus.CONTENT_TYPE}.")


def _require_offset(sent: int, actual: int) -> None:
    if sent != actual:
        raise HTTPException(
            409, f"The upload is at byte {actual}, not {sent}: resume there.", {"Upload-Offset": str(actual)}
        )


async def _described(app: App, uploads: CallersUploads, upload: Upload) -> dict[str, str]:
    """Return when it expires, the video that has its file, and what of its metadata that video did not take.

    `Chronos-Estimate`: what the transcription of the video takes.
    """
    headers = {"Upload-Expires": format_datetime(upload.expires_at.astimezone(UTC), usegmt=True)}
    if upload.video_id is not None:
        headers["Chronos-Video-Id"] = str(upload.video_id)
        async with app.db.acting_as(uploads.access.actor) as tx:
            estimate = await estimate_video(tx, app, uploads.access.actor, upload.video_id)
        headers |= {"Chronos-Estimate": estimate.header} if estimate is not None else {}
        if str(upload.video_id) not in upload.object_name:
            headers["Chronos-Duplicate"] = "true"
            note = word_not_applied([choice for choice in CHOICES if choice in upload.metadata])
            headers |= {"Chronos-Note": note} if note is not None else {}
    return headers


def _address(request: Request, public_url: str, upload_id: UUID) -> str:
    """Return the public address; to a client that used another host, the path there: `Host` can be forged."""
    path = f"{request.url.path.rstrip('/')}/{upload_id}"
    is_public = request.headers.get("host", "") == urlsplit(public_url).netloc
    return f"{public_url.rstrip('/')}{path}" if is_public else path
