"""Serve a picture of a video to those who see the video."""

from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import Response

from chronos.app import App
from chronos.errors import NotFound
from chronos.storage import THUMBNAILS, get_public_object
from chronos.videos import Video, no_picture
from chronos.web.serve_object import serve_object

# Another picture has another mark in its address. Private: only readers of the video were given it.
_HEADERS = {"Cache-Control": "private, max-age=86400, immutable"}
_MARK_CHARACTERS = 8


def poster_path(video: Video) -> str | None:
    """Return the address of the video's poster on this host, which changes with the picture; None without one."""
    if video.poster is None:
        return None
    mark = PurePosixPath(video.poster).stem[-_MARK_CHARACTERS:]
    return f"/videos/{video.id}/poster?v={''.join(c for c in mark if c.isascii() and c.isalnum())}"


async def serve_picture(request: Request, app: App, name: str) -> Response:
    """Return an object of bucket `thumbnails`; the caller was found to see the video. Raises NotFound (`no_picture`).

    No policy lets anyone read the rows of that bucket: an object of it is named completely, as a public one.
    """
    try:
        info = await get_public_object(app.db, THUMBNAILS, name)
    except NotFound as error:
        raise no_picture() from error
    return await serve_object(request, app, info, headers=_HEADERS if "v" in request.query_params else None)
