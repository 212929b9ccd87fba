"""Store an object that is sent with a token, or by a link that was signed for it."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from chronos.app import App
from chronos.errors import ChronosError, NotAllowed, NotFound
from chronos.model import Actor
from chronos.storage import UPLOAD_LIFETIME_SECONDS, Access, NewObject, get_object, object_name
from chronos.videos import Added, authorize_file, name_received, receive_file
from chronos.web.authenticate import Running
from chronos.web.estimate_video import Estimate, estimate_video
from chronos.web.storage_api.caller import Holder
from chronos.web.storage_api.describe_routes import NEW_OBJECT_BODY, OBJECT_BODY, UPSERT, BucketName, ObjectName
from chronos.web.storage_api.move_object import Key
from chronos.web.storage_api.receive_object import declared_details, declared_object, is_form, received_object
from chronos.web.storage_api.sign_link import LinkToken

# Of a body that is refused before it is read: a client that is cut off while sending may never see the answer.
MAX_DISCARDED_BYTES = 4 * 1024 * 1024


class _Patient(APIRoute):
    """A route that reads on for a while after it refused a body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler; its errors are sent once the body is read or proves to be long."""
        handle = super().get_route_handler()

        async def patient(request: Request) -> Response:
            try:
                return await handle(request)
            except ChronosError:
                if "expect" not in request.headers:  # this sender waits for a yes first
                    await _discard(request)
                raise

        return patient


router = APIRouter(route_class=_Patient)


class AddedObject(Key):
    """The stored object; `note` says which choices for a video were not applied, as the library has its file.

    `estimate` is what the transcription of a video takes.
    """

    note: str | None = None
    estimate: Estimate | None = None


class Stored(AddedObject):
    """The same; without `Id` where no caller may list the bucket."""

    Id: UUID | None = None


class UploadLink(BaseModel):
    """The link's address below `/storage/v1`, and its token."""

    url: str
    token: str


@router.post(
    "/object/upload/sign/{bucket}/{name:whole}",
    operation_id="create_upload_link",
    summary="Create a link to upload an object by",
    openapi_extra=UPSERT,
)
async def sign_upload(
    bucket: BucketName, name: ObjectName, request: Request, app: Running, actor: Holder
) -> UploadLink:
    """Sign a link whose holder may send this one object with the caller's rights."""
    is_upsert = _wants_upsert(request)
    await authorize_file(app.db, actor, NewObject(bucket, name, 0, "", is_upsert), is_typed=False)
    link = app.links.sign("upload", actor, bucket, name, UPLOAD_LIFETIME_SECONDS, upsert=is_upsert)
    return UploadLink(url=f"/object/upload/sign/{quote(bucket)}/{quote(name)}?token={link.token}", token=link.token)


@router.put(
    "/object/upload/sign/{bucket}/{name:whole}",
    operation_id="add_object_by_link",
    summary="Add an object by a link",
    response_model_exclude_unset=True,
    openapi_extra=OBJECT_BODY,
)
async def send_by_link(
    bucket: BucketName, name: ObjectName, request: Request, app: Running, token: LinkToken = ""
) -> AddedObject:
    """Store the object that is sent by such a link."""
    signed = app.links.verify("upload", token, bucket, name)
    new = declared_object(request, bucket, name, is_upsert=signed.upsert)
    stored, told = await _store(request, app, signed.actor, new)
    return AddedObject(Key=object_name(bucket, stored), **told)


@router.post(
    "/object/{bucket}/{name:whole}",
    operation_id="add_object",
    summary="Add an object",
    response_model_exclude_unset=True,
    openapi_extra=NEW_OBJECT_BODY,
)
async def send_new(bucket: BucketName, name: ObjectName, request: Request, app: Running, actor: Holder) -> Stored:
    """Store an object; `x-upsert: true` replaces an existing one."""
    new = declared_object(request, bucket, name, is_upsert=_wants_upsert(request))
    return await _stored(app, actor, bucket, *await _store(request, app, actor, new))


@router.put(
    "/object/{bucket}/{name:whole}",
    operation_id="replace_object",
    summary="Replace an object, or add it",
    response_model_exclude_unset=True,
    openapi_extra=OBJECT_BODY,
)
async def send_again(bucket: BucketName, name: ObjectName, request: Request, app: Running, actor: Holder) -> Stored:
    """Store an object, replacing an existing one."""
    new = declared_object(request, bucket, name, is_upsert=True)
    return await _stored(app, actor, bucket, *await _store(request, app, actor, new))


async def _store(request: Request, app: App, actor: Actor, new: NewObject) -> tuple[str, dict[str, Any]]:
    """Authorise, receive, check, store; return the object's name, and what to return about a video."""
    access = Access(app.db, app.objects, actor)
    admission = await authorize_file(app.db, actor, new, is_typed=not is_form(request))
    async with received_object(request, app.settings.home, new, admission) as (path, complete):
        added = await receive_file(access, path, complete, details=declared_details(complete))
        return await name_received(access, complete, added), await _told(app, actor, added)


async def _told(app: App, actor: Actor, added: Added | None) -> dict[str, Any]:
    if added is None:
        return {}
    async with app.db.acting_as(actor) as tx:
        estimate = await estimate_video(tx, app, actor, added.video_id)
    return {"estimate": estimate} | ({"note": added.note} if added.note is not None else {})


async def _stored(app: App, actor: Actor, bucket: str, name: str, told: dict[str, Any]) -> Stored:
    answer = Stored(Key=object_name(bucket, name), **told)
    try:
        async with app.db.acting_as(actor) as tx:
            answer.Id = (await get_object(tx, bucket, name)).id
    except (NotFound, NotAllowed):  # the rows of the public bucket are not readable; its sender knows the address
        pass
    return answer


async def _discard(request: Request) -> None:
    discarded = 0
    with suppress(RuntimeError, ClientDisconnect):  # it was read to its end, or its sender is gone
        async for piece in request.stream():
            discarded += len(piece)
            if discarded > MAX_DISCARDED_BYTES:
                return


def _wants_upsert(request: Request) -> bool:
    return request.headers.get("x-upsert", "").lower() == "true"
