"""Serve a picture of a video or a course to those who see it."""

from pathlib import PurePosixPath
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from chronos.app import App
from chronos.errors import NotFound
from chronos.model import VideoId
from chronos.storage import THUMBNAILS, get_public_object
from chronos.videos import Video, no_picture
from chronos.web.serve_object import serve_object

# Another picture has another mark in its address. Private: only readers of the video were given it.
_HEADERS = {"Cache-Control": "private, max-age=86400, immutable"}
_MARK_CHARACTERS = 8


def poster_path(video: Video) -> str | None:
    """Return the address of the video's poster on this host, which changes with the picture; None without one."""
    return poster_address(video.id, video.poster)


def poster_address(video_id: VideoId, name: str | None) -> str | None:
    """Return the address of the poster of this name; None without one."""
    return f"/videos/{video_id}/poster?v={_mark(name)}" if name is not None else None


def cover_address(course_id: UUID, name: str | None) -> str | None:
    """Return the address of a course's cover of this name on this host; None without one."""
    return f"/courses/{course_id}/cover?v={_mark(name)}" if name is not None else None


def _mark(name: str) -> str:
    return "".join(c for c in PurePosixPath(name).stem[-_MARK_CHARACTERS:] if c.isascii() and c.isalnum())


async def serve_picture(request: Request, app: App, name: str) -> Response:
    """Return an object of bucket `thumbnails`; the caller sees what it shows. Raises NotFound (`no_picture`).

    No policy lets anyone read the rows of that bucket: an object of it is named completely, as a public one.
    """
    try:
        info = await get_public_object(app.db, THUMBNAILS, name)
    except NotFound as error:
        raise no_picture() from error
    return await serve_object(request, app, info, headers=_HEADERS if "v" in request.query_params else None)
