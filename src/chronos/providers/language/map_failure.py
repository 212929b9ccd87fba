"""Map failures: what a provider of language models answers, or does not, as one of our errors."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from chronos.errors import ProviderError

REFUSED, UNKNOWN, TOO_LONG = "language_model_refused", "language_model_unknown", "language_model_too_long"
BUSY, FAILED, UNAVAILABLE = "language_model_busy", "language_model_failed", "language_model_unavailable"

# By the type that the provider names, which is there also when an error comes in the middle of a stream, whose status
# is 200; then by the status.
_BY_TYPE: Mapping[str, str] = {
    "authentication_error": REFUSED,
    "billing_error": REFUSED,
    "context_length_exceeded": TOO_LONG,
    "exceed_context_size_error": TOO_LONG,  # llama.cpp
    "insufficient_quota": REFUSED,
    "invalid_api_key": REFUSED,
    "model_not_found": UNKNOWN,
    "not_found_error": UNKNOWN,
    "overloaded_error": BUSY,
    "permission_error": REFUSED,
    "rate_limit_error": BUSY,
    "rate_limit_exceeded": BUSY,
    "request_too_large": TOO_LONG,
}
_BY_STATUS: Mapping[int, str] = {
    400: REFUSED, 401: REFUSED, 402: REFUSED, 403: REFUSED, 404: UNKNOWN, 413: TOO_LONG, 422: REFUSED, 429: BUSY,
    503: BUSY, 529: BUSY,
}  # fmt: skip
# A request that is too long is often just "invalid" (400), and only its sentence says why.
_TOO_LONG_WORDS = ("context length", "context window", "context size", "prompt is too long", "too many tokens")
_ERRORS: Mapping[str, Callable[[str, str], ProviderError]] = {
    REFUSED: lambda name, why: ProviderError(
        f"The provider of {name} refuses the request{why}. Check the key, its rights and its credit.",
        code="language_model_refused",
    ),
    UNKNOWN: lambda name, why: ProviderError(
        f"The provider of {name} does not have this model. Choose another in CHRONOS_LANGUAGE_MODEL.",
        code="language_model_unknown",
    ),
    TOO_LONG: lambda name, why: ProviderError(
        f"The question with its passages is longer than {name} can read. Ask a shorter one.",
        code="language_model_too_long",
    ),
    BUSY: lambda name, why: ProviderError(
        f"The provider of {name} is busy. Ask again in a moment.", code="language_model_busy"
    ),
    FAILED: lambda name, why: ProviderError(
        f"The provider of {name} failed{why}. Ask again in a moment.", code="language_model_failed"
    ),
    UNAVAILABLE: lambda name, why: ProviderError(
        f"The provider of {name} {why}. Ask again in a moment.", code="language_model_unavailable"
    ),
}
_LONGEST_REASON = 200
# Servers that stand before a provider say so with 400, and repeat the key that they refuse.
_KEY = re.compile(r"\b(?:(?:sk|pk|key)[-_]|AIza)[\w*-]{8,}|\bBearer\s+\S+", re.IGNORECASE)


@dataclass
class Failure(Exception):
    """A ProviderError, and after how many seconds the same request may succeed; None where it would fail again."""

    error: ProviderError
    wait_seconds: float | None = None


def failure(name: str, code: str, why: str = "", wait_seconds: float | None = None) -> Failure:
    """Return the failure of the model `name` that has this code."""
    return Failure(_ERRORS[code](name, why), wait_seconds)


def map_failure(name: str, raised: Exception) -> Failure:
    """Return what an exception of a provider's package, or of its HTTP client, means for the model `name`."""
    transport = raised if isinstance(raised, httpx2.HTTPError) else raised.__cause__
    if isinstance(transport, httpx2.ConnectError | httpx2.ConnectTimeout):
        return failure(name, UNAVAILABLE, "cannot be reached", wait_seconds=0.0)
    if isinstance(transport, httpx2.TimeoutException):  # it may be at work on it: not asked twice
        return failure(name, UNAVAILABLE, "did not answer in time")
    if isinstance(transport, httpx2.HTTPError):
        return failure(name, FAILED, ": its answer broke off", wait_seconds=0.0)
    if not hasattr(raised, "body"):
        return failure(name, FAILED, ": its answer cannot be read", wait_seconds=0.0)
    return _map_answer(name, raised)


def _map_answer(name: str, raised: Any) -> Failure:
    status, sentence = getattr(raised, "status_code", 200), _sentence(raised.body)
    code = next((_BY_TYPE[kind] for kind in _types(raised) if kind in _BY_TYPE), None)
    code = code or _BY_STATUS.get(status, FAILED)
    if code == REFUSED and status in (400, 422):
        if any(words in sentence.lower() for words in _TOO_LONG_WORDS):
            code = TOO_LONG
        return failure(name, code, f" ({sentence})" if sentence else "")
    return failure(name, code, wait_seconds=_wait(raised) if code in (BUSY, FAILED) else None)


def _types(raised: Any) -> Iterator[str]:
    """Yield what the provider calls the error; a code is more exact than a type."""
    for name in ("error_code", "code", "type"):
        if isinstance(kind := getattr(raised, name, None), str):
            yield kind


def _sentence(body: object) -> str:
    """Return the provider's own sentence, of a request that is wrong, on one line and without what looks like a key."""
    inner = body.get("error", body) if isinstance(body, dict) else None
    message = inner.get("message") if isinstance(inner, dict) else None
    if not isinstance(message, str):
        return ""
    line = " ".join("".join(c if c.isprintable() else " " for c in message).split())
    return _KEY.sub("(key)", line)[:_LONGEST_REASON].rstrip(".")


def _wait(raised: Any) -> float:
    """Return what the provider asks to wait; 0: it says nothing that can be read."""
    try:
        return max(0.0, float(raised.response.headers["retry-after"]))
    except (AttributeError, KeyError, ValueError):
        return 0.0
