"""What failures of providers mean. That each status has its code stands in the contract."""

from types import SimpleNamespace
from typing import Any

import httpx2
import pytest

from chronos.providers.language.map_failure import map_failure

REQUEST = httpx2.Request("POST", "https://api.example.com")


class Answered(Exception):
    """An error of a package that has an answer."""

    def __init__(self, status: int, body: Any, headers: dict[str, str] | None = None, **fields: str) -> None:
        super().__init__("The package's own sentence.")
        self.status_code, self.body = status, body
        self.response = SimpleNamespace(headers=headers or {})
        self.__dict__ |= fields


def wrapped(cause: Exception) -> Exception:
    error = Exception("Connection error.")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("raised", "code", "wait_seconds"),
    [
        (httpx2.ConnectError("no"), "language_model_unavailable", 0),
        (wrapped(httpx2.ConnectTimeout("no")), "language_model_unavailable", 0),
        (wrapped(httpx2.ReadTimeout("no")), "language_model_unavailable", None),
        (httpx2.RemoteProtocolError("cut"), "language_model_failed", 0),
        (wrapped(httpx2.ReadError("cut")), "language_model_failed", 0),
        (ValueError("no JSON"), "language_model_failed", 0),
        (Answered(529, None), "language_model_busy", 0),
        (Answered(429, None, {"retry-after": "7"}), "language_model_busy", 7),
        (Answered(429, None, {"retry-after": "Mon, 30 Nov 2026 10:00:00 GMT"}), "language_model_busy", 0),
        (Answered(429, None, code="insufficient_quota"), "language_model_refused", None),
        (Answered(200, None, type="overloaded_error"), "language_model_busy", 0),
        (Answered(418, None), "language_model_failed", 0),
        (Answered(400, {"message": "The context length is 4096."}), "language_model_too_long", None),
    ],
)
def test_what_it_means_and_whether_to_ask_again(raised: Exception, code: str, wait_seconds: float | None) -> None:
    found = map_failure("openai:x", raised)
    assert (found.error.code, found.wait_seconds) == (code, wait_seconds)
    assert str(found.error).endswith(".")


def test_the_providers_sentence_is_shown_for_a_wrong_request_and_never_for_a_refused_key() -> None:
    body = {"error": {"message": "Unknown field\n`top_k`. " + "x" * 500}}
    assert "(Unknown field `top_k`. xxx" in str(map_failure("openai:x", Answered(400, body)).error)
    assert len(str(map_failure("openai:x", Answered(400, body)).error)) < 400
    assert "top_k" not in str(map_failure("openai:x", Answered(401, body)).error)
    refused = {"message": "Wrong key sk-ant-api03-abcdefgh.\x1b[31m"}
    assert "(Wrong key (key). [31m)" in str(map_failure("openai:x", Answered(400, refused)).error)
    assert "(" not in str(map_failure("openai:x", Answered(400, "<html>")).error)
