"""Describe the errors of an endpoint in OpenAPI."""

from typing import Any

from chronos.web.errors import Problem

_MEANINGS = {
    400: "The body cannot be read.",
    401: "The token is missing, expired or invalid.",
    403: "The caller may not do this.",
    404: "It does not exist, or the caller has no access to it.",
    409: "The current state does not allow this.",
    413: "The body is too large, or the plan's storage is full.",
    415: "The file is not of an accepted type.",
    422: "A field, a parameter or the file is not valid; `detail` says which.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    500: "Internal error; please report it.",
    502: "Something that Chronos relies on failed; an operator must act.",
    503: "Something that Chronos relies on is unavailable; `Retry-After` says how many seconds to wait.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return `responses=` for a route that may answer with these problems."""
    return {status: {"model": Problem, "description": _MEANINGS[status]} for status in statuses}
