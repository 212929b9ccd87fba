"""Serve what the player loads: the video's file in ranges, with its captions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from chronos import videos
from chronos.model import Actor, VideoId
from chronos.storage import VIDEOS, get_object
from chronos.web.authenticate import AnyCaller, Credentials, Running, identify_browser, identify_client
from chronos.web.serve_captions import serve_captions
from chronos.web.serve_object import may_still_read, serve_object

router = APIRouter(prefix="/videos/{video_id}")


async def _authenticate_reader(
    video_id: UUID, request: Request, app: Running, credentials: Credentials, token: str | None = None
) -> Actor:
    """Return the maker of the signed link that is followed, otherwise the caller. Raises NotAllowed."""
    if token is not None:
        return app.links.verify("captions", token, VIDEOS, str(video_id)).actor
    return (await identify_client(request, app, credentials)).actor


Reader = Annotated[Actor, Depends(_authenticate_reader)]


@router.api_route("/media", methods=["GET", "HEAD"])
async def media(video_id: UUID, request: Request, app: Running, caller: AnyCaller) -> Response:
    """Serve the file as it was added: whole, or the requested range (RFC 9110 §14)."""
    async with app.db.acting_as(caller.actor) as tx:
        source = await videos.get_source(tx, VideoId(video_id))
        info = await get_object(tx, VIDEOS, source.name)
    has_access = may_still_read(app, caller.actor, info)

    async def still_allowed() -> bool:
        if caller.sign_in_id is not None:
            await identify_browser(request, app)  # raises when the sign-in was ended
        return await has_access()

    return await serve_object(request, app, info, still_allowed=still_allowed)


@router.get("/captions.vtt")
async def captions(video_id: UUID, app: Running, actor: Reader) -> Response:
    """Serve the captions that the player shows."""
    return await serve_captions(app, actor, VideoId(video_id))
