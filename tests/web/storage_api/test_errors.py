"""Errors have the form and the status that Supabase's clients read."""

import json

import pytest

from chronos.errors import CODES
from chronos.web.storage_api.errors import _BY_CODE, storage_error


@pytest.mark.parametrize(
    ("status", "code", "http_status", "told", "name"),
    [
        (404, "object_not_found", 400, "404", "NoSuchKey"),
        (404, "no_such_address", 404, "404", "InvalidRequest"),
        (409, "exists", 400, "409", "KeyAlreadyExists"),
        (401, "token_invalid", 400, "403", "AccessDenied"),
        (413, "storage_full", 400, "413", "EntityTooLarge"),
        (416, "range_unsatisfiable", 416, "416", "InvalidRange"),
        (429, "rate_limited", 429, "429", "SlowDown"),
        (503, "storage_failed", 503, "503", "InternalError"),
        (507, "disk_full", 507, "507", "InternalError"),
        (418, "conflict", 400, "418", "InvalidRequest"),
    ],
)
def test_code_decides_before_the_status(status: int, code: str, http_status: int, told: str, name: str) -> None:
    answer = storage_error(status, code, "A sentence.", {"Retry-After": "5"})
    body = json.loads(bytes(answer.body))
    assert (answer.status_code, body["statusCode"], body["code"]) == (http_status, told, name)
    assert body["message"] == "A sentence."
    assert answer.headers["retry-after"] == "5"


def test_failures_and_limits_of_pace_keep_their_status() -> None:
    statuses = [(code, of.http_status) for code, of in CODES.items() if of.http_status == 429 or of.http_status >= 500]
    assert [found for found in statuses if storage_error(found[1], found[0], "Why.").status_code != found[1]] == []


def test_every_listed_code_exists() -> None:
    assert set(_BY_CODE) <= set(CODES)
