"""Errors at this edge: problem+json for programs (RFC 9457), Supabase's form for its clients, a page for people."""

import math
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chronos.errors import ChronosError, Conflict, Invalid, NotAllowed, NotFound, OverLimit, ProviderError
from chronos.web.render_template import render_template
from chronos.web.security_headers import SECURITY_HEADERS
from chronos.web.storage_api.errors import PREFIX as STORAGE
from chronos.web.storage_api.errors import storage_error

PROBLEM_TYPE = "application/problem+json"
CHALLENGE = {"WWW-Authenticate": "Bearer"}

_STATUS: Mapping[type[ChronosError], int] = {
    Invalid: 422,
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    OverLimit: 429,
    ProviderError: 502,
}
_CODES = {404: "no_such_address", 405: "method_not_allowed", 413: "too_large"}  # for errors of the framework


class WrongField(BaseModel):
    """One field that cannot be used."""

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
    """Register what every kind of error is answered with."""
    web.add_exception_handler(ChronosError, _known)
    web.add_exception_handler(RequestValidationError, _malformed)
    web.add_exception_handler(HTTPException, _of_framework)
    web.add_exception_handler(Exception, _bug)


def status_of(error: ChronosError) -> int:
    """The HTTP status that `error` stands for."""
    if error.code.startswith("token_"):
        return 401
    if error.code.endswith("too_large"):
        return 413
    if isinstance(error, ProviderError) and error.retryable:
        return 503
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


def headers_of(error: ChronosError) -> dict[str, str]:
    """What `error` says outside of the body: when to try again (RFC 9110 §10.2.3), in whole seconds and never early."""
    if isinstance(error, OverLimit) and error.retry_after_seconds is not None:
        return {"Retry-After": str(max(1, math.ceil(error.retry_after_seconds)))}
    return {}


def answer(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """`problem` in the form that the client reads."""
    if request.url.path.startswith(STORAGE):
        return storage_error(problem.status, problem.code, problem.detail, headers)
    headers = {**(headers or {}), **(CHALLENGE if problem.status == 401 else {})}
    if _reads_problems(request):
        return JSONResponse(problem.model_dump(exclude_none=True), problem.status, headers, PROBLEM_TYPE)
    template = "sign_in.html" if problem.status == 401 else "error.html"
    return render_template(template, {"problem": problem, "person": None}, status=problem.status, headers=headers)


def problem_of(status: int, detail: str, code: str, errors: list[WrongField] | None = None) -> Problem:
    """A problem whose title is the status in words."""
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, code=code, errors=errors)


def _reads_problems(request: Request) -> bool:
    """Programs say so by the address, by how they sign in, or by what they accept."""
    path = request.url.path
    return (
        path.startswith(("/api/", STORAGE))
        or path in ("/healthz", "/readyz", "/openapi.json")
        or "authorization" in request.headers
        or PROBLEM_TYPE in request.headers.get("accept", "")
    )


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, ChronosError)  # noqa: S101 - registered for nothing else
    return answer(request, problem_of(status_of(error), str(error), error.code), headers_of(error))


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    wrong = [
        WrongField(field=".".join(map(str, found["loc"][1:])) or str(found["loc"][0]), message=found["msg"])
        for found in error.errors()
    ]
    if not _reads_problems(request) and any(found["loc"][0] == "path" for found in error.errors()):
        return answer(request, problem_of(404, "There is no page at this address.", "no_such_address"))
    detail = "; ".join(f"{each.field}: {each.message}" for each in wrong[:3])
    return answer(request, problem_of(422, f"The request cannot be used: {detail}.", "request_invalid", wrong))


async def _of_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    sentences = {
        400: "The request's body cannot be read.",
        404: "There is nothing at this address.",
        405: f"This address does not take {request.method}.",
    }
    detail = sentences.get(error.status_code, str(error.detail))
    code = _CODES.get(error.status_code, "request_invalid")
    return answer(request, problem_of(error.status_code, detail, code), error.headers)


async def _bug(request: Request, error: Exception) -> Response:
    """The traceback goes to the log, which the server writes after this; nothing of it leaves."""
    detail = "Something went wrong on our side. Try again; if it happens again, report it."
    return answer(request, problem_of(500, detail, "internal_error"), SECURITY_HEADERS)
