"""Serve an object's bytes: the one place that decides which bytes, under which type, and for how long."""

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from chronos.app import App
from chronos.errors import ChronosError, NotFound
from chronos.model import Actor
from chronos.storage import ObjectInfo, get_object, object_name
from chronos.web.errors import answer, problem_of
from chronos.web.ranges import Changed, Content, Plan, Unsatisfiable, plan_answer

RECHECK_SECONDS = 30.0  # after a membership ends, bytes stop within a minute
PIECE_BYTES = 64 * 1024  # sent at a time, so that little waits in a slow client's connection after access ends

StillAllowed = Callable[[], Awaitable[bool]]

_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?charset=[\w-]+)?", re.ASCII)
# Types that a browser shows or plays but never executes; all others, HTML and SVG included, are downloaded.
_SHOWN = re.compile(r"image/(png|jpeg|gif|webp|avif)|(video|audio)/[\w.+-]+", re.ASCII)
_ETAG = re.compile(r'"[\x21\x23-\x7e]{1,200}"')
_UNKNOWN_TYPE = "application/octet-stream"
_MAX_FILE_NAME = 180
_HEADERS = {
    "Cache-Control": "private, no-cache",  # cached, but revalidated: access may end
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


async def serve_object(
    request: Request,
    app: App,
    info: ObjectInfo,
    *,
    download: str | None = None,
    still_allowed: StillAllowed | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the object or the requested range, or 304 when the client's copy is current (RFC 9110).

    `download` follows Supabase: when given, the browser saves the file, under this name unless it is empty.
    `still_allowed` is called about every 30 s while bytes are sent (`RECHECK_SECONDS`, or `recheck_seconds` of the ASGI
    application's state); the response breaks off when it returns False. `headers` override the default ones.
    Raises NotFound (`object_missing`) when the bytes are missing.
    """
    stored = object_name(info.bucket_id, info.name)
    content = Content(await app.objects.size(stored), _tag(info), info.updated_at)
    try:
        plan = plan_answer(request.method, request.headers, content)
    except (Unsatisfiable, Changed) as error:
        return _refused(request, error, content)
    told = plan.headers | _HEADERS | _typed(info, download) | dict(headers or {})
    if plan.status == 304 or request.method == "HEAD":
        return Response(status_code=plan.status, headers=told)
    interval = getattr(request.app.state, "recheck_seconds", RECHECK_SECONDS)
    pieces = app.objects.stream(stored, plan.span.start, plan.span.end)
    return _Bytes(plan, told, pieces, still_allowed, interval)


def may_still_read(app: App, actor: Actor, info: ObjectInfo) -> StillAllowed:
    """Return a check of whether the actor still has access to the object, for use while it is sent."""

    async def ask() -> bool:
        async with app.db.acting_as(actor) as tx:
            try:
                await get_object(tx, info.bucket_id, info.name)
            except NotFound:
                return False
        return True

    return ask


def disposition(kind: str, name: str) -> str:
    """Return `Content-Disposition` with a file name that is safe in headers and file systems (RFC 6266, RFC 8187)."""
    shown = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else "_" for c in name)
    shown = shown.strip(". ")[:_MAX_FILE_NAME] or "file"
    plain = re.sub(r"[^\w.()+, -]", "_", shown, flags=re.ASCII)
    exact = quote(shown.encode("utf-8", "replace"), safe="")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{exact}"


class _Bytes(StreamingResponse):
    """Bytes that stop when access ends. The connection is then cut, so that no client takes the part for the whole."""

    def __init__(
        self,
        plan: Plan,
        headers: Mapping[str, str],
        pieces: AsyncIterator[bytes],
        still_allowed: StillAllowed | None,
        interval: float,
    ) -> None:
        super().__init__(pieces, plan.status, headers)
        self._pieces, self._still_allowed, self._interval = pieces, still_allowed, interval

    async def stream_response(self, send: Send) -> None:
        asked = time.monotonic()
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for piece in self._pieces:
            for start in range(0, len(piece), PIECE_BYTES):
                if self._still_allowed is not None and time.monotonic() - asked >= self._interval:
                    if not await _says_yes(self._still_allowed):
                        return  # without the final message: the server closes the connection
                    asked = time.monotonic()
                body = piece[start : start + PIECE_BYTES]
                await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _says_yes(still_allowed: StillAllowed) -> bool:
    try:
        return await still_allowed()
    except ChronosError:  # a check that fails grants nothing
        return False


def _tag(info: ObjectInfo) -> str:
    """Return the object's ETag; a stored value that is not a valid ETag is replaced."""
    return info.etag if _ETAG.fullmatch(info.etag) else f'"{info.id.hex}-{info.updated_at.timestamp():.6f}"'


def _typed(info: ObjectInfo, download: str | None) -> dict[str, str]:
    """Return the headers that say under which type the object is served and whether it is shown or saved."""
    kind = info.content_type if _TYPE.fullmatch(info.content_type) else _UNKNOWN_TYPE
    headers = {"Content-Type": kind}
    if download is not None or not _SHOWN.fullmatch(kind.lower()):
        headers["Content-Disposition"] = disposition("attachment", download or info.name.rpartition("/")[2])
    return headers


def _refused(request: Request, error: Unsatisfiable | Changed, content: Content) -> Response:
    if isinstance(error, Changed):
        return answer(request, problem_of(error.code, str(error)))
    size = {"Content-Range": f"bytes */{content.size_bytes}", "Accept-Ranges": "bytes"}
    return answer(request, problem_of(error.code, str(error)), size)
