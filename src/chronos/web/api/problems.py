"""The errors of an endpoint as OpenAPI tells them."""

from typing import Any

from chronos.web.errors import Problem

_MEANINGS = {
    400: "The body cannot be read.",
    401: "The token is missing, has expired, or cannot be believed.",
    403: "The token's owner may not do this.",
    404: "There is no such thing for the token's owner.",
    409: "The state of the thing does not admit this now.",
    413: "The body is too large.",
    422: "The request cannot be used as it is.",
    429: "A limit is exceeded; where waiting helps, `Retry-After` says how many seconds.",
    500: "A fault of ours.",
    502: "Something that Chronos relies on failed; an operator has to look.",
    503: "Something that Chronos relies on is away for the moment; try again.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """`responses=` of a route that may answer with these problems."""
    return {status: {"model": Problem, "description": _MEANINGS[status]} for status in statuses}
