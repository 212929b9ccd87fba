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
from chronos.storage.uploads.folder import holding
from chronos.storage.uploads.rows import Upload, begin, terminate
from chronos.videos.intake import MAX_FILE_BYTES
from chronos.videos.uploaded import may_upload
from chronos.web.authenticate import ProgramOrBrowser, Running
from chronos.web.body_limit import declared_bytes
from chronos.web.uploads import headers as tus
from chronos.web.uploads.errors import TusRoute
from chronos.web.uploads.read_request import read_wanted
from chronos.web.uploads.upload import Desk

PATH = "/upload/resumable"
LOCK_SECONDS = 0.6  # for whoever only waits for bytes to give the upload up
FINISH_SECONDS = 20.0  # for whoever has the last byte to put the file where it belongs

router = APIRouter(prefix="/storage/v1", route_class=TusRoute, include_in_schema=False)


def _desk(app: Running, actor: ProgramOrBrowser) -> Desk:
    return Desk(app, actor)


def _speaks_tus(request: Request) -> None:
    if request.headers.get("tus-resumable") != tus.VERSION:
        sentence = f"Send the header Tus-Resumable: {tus.VERSION}; no other version is spoken here."
        raise HTTPException(412, sentence, {"Tus-Version": tus.VERSION})


AtDesk = Annotated[Desk, Depends(_desk)]
SPEAKS_TUS = [Depends(_speaks_tus)]


@router.options(PATH)
@router.options(f"{PATH}/{{upload_id}}")
async def options() -> Response:
    """What is offered; asked by anybody."""
    offered = {
        "Tus-Version": tus.VERSION,
        "Tus-Max-Size": str(MAX_FILE_BYTES),
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Checksum-Algorithm": ",".join(tus.ALGORITHMS),
    }
    return Response(status_code=204, headers=offered)


@router.post(PATH, dependencies=SPEAKS_TUS)
@router.post(f"{PATH}/", dependencies=SPEAKS_TUS)
async def create(request: Request, desk: AtDesk) -> Response:
    """Begin an upload; with a body (creation-with-upload) it has its first piece already."""
    has_piece = _brings_piece(request)
    wanted = read_wanted(request.headers, desk.actor)
    await may_upload(desk.app.db, desk.actor, wanted)
    upload_id = uuid4()
    await asyncio.to_thread(desk.staging.create, upload_id)
    try:
        upload = await begin(desk.app.db, desk.actor, upload_id, wanted)
        offset = 0
        if has_piece or not upload.length_bytes:
            async with holding(desk.staging, upload_id, patience_seconds=0) as held:
                upload = await desk.receive(request, upload, held)
                offset = held.offset
    except BaseException:
        await desk.give_up(upload_id)  # whoever began it was never told where it is
        raise
    headers = {"Location": _address(request, desk.app, upload_id), "Upload-Offset": str(offset)}
    return Response(status_code=201, headers=headers | _described(upload))


@router.head(f"{PATH}/{{upload_id}}", dependencies=SPEAKS_TUS)
async def tell_offset(upload_id: str, desk: AtDesk) -> Response:
    """How far it is; an upload whose every byte is there is finished before that is said."""
    upload = await desk.find(upload_id)
    offset = upload.length_bytes
    if not upload.is_completed:
        try:
            offset = await asyncio.to_thread(desk.staging.offset, upload.id)
            if offset == upload.length_bytes:
                async with holding(desk.staging, upload.id, patience_seconds=FINISH_SECONDS) as held:
                    upload = await desk.finish(upload, held)
            elif await asyncio.to_thread(desk.staging.is_held, upload.id):
                await asyncio.to_thread(desk.staging.ask_for, upload.id)  # its sender may be gone
        except NotFound as error:
            upload = await desk.recall(upload, error)
            offset = upload.length_bytes
    told = {"Upload-Offset": str(offset), "Upload-Length": str(upload.length_bytes)}
    if "header" in upload.metadata:
        told["Upload-Metadata"] = upload.metadata["header"]
    return Response(status_code=200, headers=told | _described(upload))


@router.patch(f"{PATH}/{{upload_id}}", dependencies=SPEAKS_TUS)
async def append(upload_id: str, request: Request, desk: AtDesk) -> Response:
    """Add a piece at the offset that is known; the last one finishes the upload."""
    if not _is_piece(request):
        raise HTTPException(415, f"Send the piece as Content-Type: {tus.CONTENT_TYPE}.")
    offset = tus.read_offset(request.headers)
    upload = await desk.find(upload_id)
    known, was_whole = upload.length_bytes, upload.is_completed
    if not upload.is_completed:
        try:
            async with holding(desk.staging, upload.id, patience_seconds=LOCK_SECONDS) as held:
                _require_offset(offset, held.offset)
                upload = await desk.receive(request, upload, held)
                known = offset = held.offset
        except NotFound as error:
            upload = await desk.recall(upload, error)
            known = upload.length_bytes
    _require_offset(offset, known)
    if was_whole and declared_bytes(request.scope):
        raise OverLimit("The upload has every byte already", code="too_large")
    return Response(status_code=204, headers={"Upload-Offset": str(known)} | _described(upload))


@router.delete(f"{PATH}/{{upload_id}}", dependencies=SPEAKS_TUS)
async def give_up(upload_id: str, desk: AtDesk) -> Response:
    """Forget the upload; what it has become stays."""
    upload = await desk.find(upload_id)
    try:
        async with holding(desk.staging, upload.id, patience_seconds=LOCK_SECONDS):
            await desk.give_up(upload.id)
    except NotFound:  # its bytes have gone before it
        await terminate(desk.app.db, desk.actor, upload.id)
    return Response(status_code=204)


@router.post(f"{PATH}/{{upload_id}}", dependencies=SPEAKS_TUS)
async def override(upload_id: str, request: Request, desk: AtDesk) -> Response:
    """For clients behind something that lets only POST through: the method is in `X-HTTP-Method-Override`."""
    match request.headers.get("x-http-method-override", "").upper():
        case "PATCH":
            return await append(upload_id, request, desk)
        case "HEAD":
            return await tell_offset(upload_id, desk)
        case "DELETE":
            return await give_up(upload_id, desk)
    raise HTTPException(405, "Send PATCH, HEAD or DELETE, or say which in X-HTTP-Method-Override.")


def _is_piece(request: Request) -> bool:
    return request.headers.get("content-type", "").strip().lower() == tus.CONTENT_TYPE


def _brings_piece(request: Request) -> bool:
    has_body = declared_bytes(request.scope) > 0 or "transfer-encoding" in request.headers
    if has_body and not _is_piece(request):
        raise HTTPException(415, f"Send a first piece as Content-Type: {tus.CONTENT_TYPE}, or nothing.")
    return has_body


def _require_offset(told: int, known: int) -> None:
    if told != known:
        raise HTTPException(
            409, f"The upload is at byte {known}, not {told}: go on there.", {"Upload-Offset": str(known)}
        )


def _described(upload: Upload) -> dict[str, str]:
    """When it ends, and the video that it has become or is the same as."""
    headers = {"Upload-Expires": format_datetime(upload.expires_at.astimezone(UTC), usegmt=True)}
    if upload.video_id is not None:
        headers["Chronos-Video-Id"] = str(upload.video_id)
        if str(upload.video_id) not in upload.object_name:
            headers["Chronos-Duplicate"] = "true"
    return headers


def _address(request: Request, app: App, upload_id: UUID) -> str:
    """Where the client reached us; by https where a proxy in front of us speaks it."""
    host = request.headers.get("host", "")
    public = urlsplit(app.settings.public_url)
    scheme = public.scheme if public.netloc == host else request.url.scheme
    path = f"{request.url.path.rstrip('/')}/{upload_id}"
    return f"{scheme}://{host}{path}" if host else path
