"""Objects to be stored: sent with a token, or by a link that was signed for one of them."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from chronos.app import App
from chronos.errors import ChronosError, NotAllowed, NotFound
from chronos.model import Actor
from chronos.storage import get_object, object_name
from chronos.storage.objects import NewObject
from chronos.storage.sign_link import UPLOAD_LIFETIME_SECONDS
from chronos.videos.received import may_send, store_received
from chronos.web.authenticate import Running
from chronos.web.storage_api.caller import Holder
from chronos.web.storage_api.receive_object import announced, is_form, received_object

# Of a body that is refused before it is read: a client that is cut off while it sends may never see the answer.
MAX_DISCARDED_BYTES = 4 * 1024 * 1024


class _Patient(APIRoute):
    """A route that reads on for a while when it has refused what is sent."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler; its errors come when the body is read, or has proved to be long."""
        handle = super().get_route_handler()

        async def patient(request: Request) -> Response:
            try:
                return await handle(request)
            except ChronosError:
                if "expect" not in request.headers:  # who sends it waits for a yes first
                    await _discard(request)
                raise

        return patient


router = APIRouter(route_class=_Patient)


@router.post("/object/upload/sign/{bucket}/{name:path}")
async def sign_upload(bucket: str, name: str, request: Request, app: Running, actor: Holder) -> dict[str, str]:
    """A link by which whoever holds it sends this one object, as the asker."""
    is_upsert = _wants_upsert(request)
    await may_send(app.db, actor, NewObject(bucket, name, 0, "", is_upsert), is_typed=False)
    link = app.links.sign("upload", actor, bucket, name, UPLOAD_LIFETIME_SECONDS, upsert=is_upsert)
    return {"url": f"/object/upload/sign/{quote(bucket)}/{quote(name)}?token={link.token}", "token": link.token}


@router.put("/object/upload/sign/{bucket}/{name:path}")
async def send_by_link(bucket: str, name: str, request: Request, app: Running, token: str = "") -> dict[str, str]:
    """Store what is sent by such a link."""
    signed = app.links.verify("upload", token, bucket, name)
    stored = await _store(request, app, signed.actor, announced(request, bucket, name, is_upsert=signed.upsert))
    return {"Key": object_name(bucket, stored)}


@router.post("/object/{bucket}/{name:path}")
async def send_new(bucket: str, name: str, request: Request, app: Running, actor: Holder) -> dict[str, Any]:
    """Store an object; one that is there is replaced only with `x-upsert: true`."""
    new = announced(request, bucket, name, is_upsert=_wants_upsert(request))
    return await _stored(app, actor, bucket, await _store(request, app, actor, new))


@router.put("/object/{bucket}/{name:path}")
async def send_again(bucket: str, name: str, request: Request, app: Running, actor: Holder) -> dict[str, Any]:
    """Store an object in place of the one that may be there."""
    new = announced(request, bucket, name, is_upsert=True)
    return await _stored(app, actor, bucket, await _store(request, app, actor, new))


async def _store(request: Request, app: App, actor: Actor, new: NewObject) -> str:
    """Authorise, receive, check, keep; the object's name."""
    admitted = await may_send(app.db, actor, new, is_typed=not is_form(request))
    async with received_object(request, app.settings.home, new, admitted) as (path, received):
        return await store_received(app.db, app.objects, actor, path, received)


async def _stored(app: App, actor: Actor, bucket: str, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"Key": object_name(bucket, name)}
    try:
        async with app.db.acting_as(actor) as tx:
            answer["Id"] = (await get_object(tx, bucket, name)).id
    except (NotFound, NotAllowed):  # nobody may look into the public bucket: whoever stored it there knows its address
        pass
    return answer


async def _discard(request: Request) -> None:
    discarded = 0
    with suppress(RuntimeError, ClientDisconnect):  # it was read to its end, or its sender has gone
        async for piece in request.stream():
            discarded += len(piece)
            if discarded > MAX_DISCARDED_BYTES:
                return


def _wants_upsert(request: Request) -> bool:
    return request.headers.get("x-upsert", "").lower() == "true"
