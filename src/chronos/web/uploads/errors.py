"""Errors of resumable uploads: the statuses that TUS's clients act on, with one sentence as text."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from chronos.errors import ChronosError, Conflict, Invalid, NotAllowed, NotFound, OverLimit
from chronos.web.errors import CHALLENGE
from chronos.web.uploads.headers import VERSION

# What makes a client wait and try again: 423, 5xx. What makes it begin anew: 404, 410. The rest ends it.
_BY_CODE: Mapping[str, int] = {
    "upload_expired": 410,
    "upload_locked": 423,
    "uploads_full": 429,
    "request_invalid": 400,
    "name_invalid": 400,
    "upload_broken": 400,
    "mime_type_not_supported": 415,
    "content_not_allowed": 415,
    "not_media": 415,
    "playlist": 415,
    "disk_full": 507,
}
_BY_KIND: Mapping[type[ChronosError], int] = {
    Invalid: 422,  # a file of the right kind that cannot be used
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    OverLimit: 413,
}
UNAVAILABLE = 503


class TusRoute(APIRoute):
    """A route whose errors are TUS's."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with every error that a client can act on answered."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                answer = await handle(request)
            except ChronosError as error:
                answer = refusal(_status(error), str(error))
            except HTTPException as error:
                answer = refusal(error.status_code, str(error.detail), error.headers)
            answer.headers["Tus-Resumable"] = VERSION
            return answer

        return answered


def refusal(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error as its status and one sentence."""
    return PlainTextResponse(
        f"{sentence.rstrip('.')}.", status, {**(headers or {}), **(CHALLENGE if status == 401 else {})}
    )


def _status(error: ChronosError) -> int:
    if error.code.startswith("token_"):
        return 401
    by_kind = next((status for kind, status in _BY_KIND.items() if isinstance(error, kind)), UNAVAILABLE)
    return _BY_CODE.get(error.code, by_kind)
