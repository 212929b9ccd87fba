"""A route that speaks TUS: its version, and errors as statuses that clients act on, each with one sentence as text."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from chronos.errors import CODES, ChronosError
from chronos.web.errors import CHALLENGE, headers_of, is_of_page, word_for_reader
from chronos.web.uploads.headers import VERSION


class TusRoute(APIRoute):
    """A route that requires the version of TUS, except of OPTIONS, and answers errors as TUS does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which answers every error that a client can act on."""
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                if request.method != "OPTIONS" and request.headers.get("tus-resumable") != VERSION:
                    sentence = f"Send the header Tus-Resumable: {VERSION}; no other version is supported."
                    raise HTTPException(412, sentence, {"Tus-Version": VERSION})
                answer = await handle(request)
            except ChronosError as error:
                sentence = word_for_reader(request, str(error)) if is_of_page(request) else str(error)
                answer = refusal(CODES[error.code].http_status, sentence, headers_of(error))
            except HTTPException as error:
                answer = refusal(error.status_code, str(error.detail), error.headers)
            answer.headers["Tus-Resumable"] = VERSION
            return answer

        return answered


def refusal(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error as its status and one sentence."""
    return PlainTextResponse(
        f"{sentence.rstrip('.')}.", status, {**(headers or {}), **(CHALLENGE if status == 401 else {})}
    )
