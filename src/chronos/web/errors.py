"""Answer errors: problem+json for programs (RFC 9457), Supabase's form for its clients, a page for people."""

import math
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from chronos.app import App
from chronos.errors import CODES, ChronosError, OverLimit, ProviderError
from chronos.web.cookies import set_cookie
from chronos.web.next_path import LIBRARY, next_path
from chronos.web.render_template import language_of, render_template
from chronos.web.security_headers import SECURITY_HEADERS
from chronos.web.sign_in_view import sign_in_values
from chronos.web.storage_api.errors import PREFIX as STORAGE
from chronos.web.storage_api.errors import storage_error
from chronos.web.word_fault import word_fault, word_faults
from chronos.web.word_sentence import word_sentence
from chronos.web.words import load_words

NEXT_SECONDS = 15 * 60
PROBLEM_TYPE = "application/problem+json"
CHALLENGE = {"WWW-Authenticate": "Bearer"}

RETRY_AFTER_SECONDS = 5  # where what Chronos relies on is away, for a time that is not known

MCP = "/mcp"
RESOURCE_METADATA = f"/.well-known/oauth-protected-resource{MCP}"  # RFC 9728 §3.1

BUG = "Something went wrong on our side. Try again; if it happens again, report it."

# Codes for the statuses of the framework's own errors.
FRAMEWORK_CODES = {400: "body_unreadable", 404: "no_such_address", 405: "method_not_allowed", 413: "too_large"}


class WrongField(BaseModel):
    """A field that cannot be used."""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong. `detail` is a sentence for people, `code` a stable word for programs."""

    type: str = "about:blank"
    title: str = Field(description="The HTTP status in words.")
    status: int
    detail: str
    code: str
    errors: list[WrongField] | None = None


def answer_errors(web: FastAPI) -> None:
    """Register a handler for each kind of error."""
    web.add_exception_handler(ChronosError, _known)
    web.add_exception_handler(RequestValidationError, _malformed)
    web.add_exception_handler(HTTPException, _of_framework)
    web.add_exception_handler(ClientDisconnect, _left)
    web.add_exception_handler(Exception, _bug)


def headers_of(error: ChronosError) -> dict[str, str]:
    """Return `Retry-After` where waiting helps (RFC 9110 §10.2.3), in whole seconds and never too early."""
    if isinstance(error, ProviderError) and error.retryable:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    if isinstance(error, OverLimit) and error.retry_after_seconds is not None:
        return {"Retry-After": str(max(1, math.ceil(error.retry_after_seconds)))}
    return {}


def answer(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return `problem` in the form that the client reads."""
    if request.url.path.startswith(STORAGE):
        return storage_error(problem.status, problem.code, problem.detail, headers)
    headers = {**(headers or {}), **(_challenge(request, problem) if problem.status == 401 else {})}
    if _reads_problems(request):
        if is_of_page(request):
            problem = problem.model_copy(update={"detail": word_for_reader(request, problem.detail)})
        return JSONResponse(problem.model_dump(exclude_none=True), problem.status, headers, PROBLEM_TYPE)
    if problem.status == 401:
        return _sign_in_page(request, problem, headers)
    return render_template(
        request, "error.html", {"problem": problem, "person": None}, status=problem.status, headers=headers
    )


def is_of_page(request: Request) -> bool:
    """Return whether a script of a page asks, which shows our sentence: its cookies sign in, no header does."""
    return "authorization" not in request.headers and not request.url.path.startswith(("/api/", "/webhooks/"))


def word_for_reader(request: Request, sentence: str) -> str:
    """Return a sentence of ours in the language of the person at the browser."""
    return word_sentence(load_words(language_of(request)), sentence)


def _challenge(request: Request, problem: Problem) -> dict[str, str]:
    """Return how to sign in (RFC 6750 §3), for assistants also whose tokens are accepted (RFC 9728 §5.1)."""
    told = [] if problem.code == "token_missing" else ['error="invalid_token"']
    app: App = request.app.state.chronos
    if request.url.path == MCP and app.token_reader.issuer_name is not None:
        told.append(f'resource_metadata="{app.settings.public_url.rstrip("/")}{RESOURCE_METADATA}"')
    return {"WWW-Authenticate": f"Bearer {', '.join(told)}".strip()}


def _sign_in_page(request: Request, problem: Problem, headers: Mapping[str, str]) -> Response:
    """Show the sign-in page, which leads back here: by its form, or by a link that is opened within minutes."""
    is_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    page = next_path(f"{request.url.path}?{request.url.query}".removesuffix("?")) if is_page else LIBRARY
    values = sign_in_values(request.app.state.chronos, page, problem)
    response = render_template(request, "sign_in.html", values, status=problem.status, headers=headers)
    if page != LIBRARY:
        set_cookie(response, request.app.state.chronos.settings.public_url, "chronos_next", page, NEXT_SECONDS)
    return response


def problem_of(code: str, detail: str, errors: list[WrongField] | None = None) -> Problem:
    """Return the problem of this code; its status comes from the table in `errors.py`."""
    status = CODES[code].http_status
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, errors=errors)


def _reads_problems(request: Request) -> bool:
    """Tell programs from browsers by the address, the way they sign in, or the type they accept."""
    path = request.url.path
    return (
        path.startswith(("/api/", "/webhooks/", "/.well-known/", STORAGE))
        or path in ("/healthz", "/readyz", "/openapi.json", MCP)
        or "authorization" in request.headers
        or PROBLEM_TYPE in request.headers.get("accept", "")
    )


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, ChronosError)  # noqa: S101 - registered for nothing else
    return answer(request, problem_of(error.code, str(error)), headers_of(error))


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    faults = [word_fault(found) for found in error.errors()]
    if not _reads_problems(request) and any(found["loc"][0] == "path" for found in error.errors()):
        return answer(request, problem_of("no_such_address", "There is no page at this address."))
    wrong = [WrongField(field=field, message=sentence) for field, sentence in faults]
    return answer(request, problem_of("request_invalid", word_faults(faults), wrong))


async def _of_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    sentences = {
        400: "The request's body cannot be read.",
        404: "There is nothing at this address.",
        405: f"This address does not accept {request.method}.",
    }
    code = FRAMEWORK_CODES.get(error.status_code, "request_invalid")
    return answer(request, problem_of(code, sentences.get(error.status_code, str(error.detail))), error.headers)


async def _left(request: Request, error: Exception) -> Response:
    """Answer a client that is gone: this reaches no one, and it is not a bug that the server should log."""
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _bug(request: Request, error: Exception) -> Response:
    """Answer without a detail of the bug; the server logs the traceback after this."""
    return answer(request, problem_of("internal_error", BUG), SECURITY_HEADERS)
