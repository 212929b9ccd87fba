"""The size limit of request bodies."""

from collections.abc import AsyncIterator

import pytest

from chronos.web.body_limit import MAX_BODY_BYTES, declared_bytes, is_upload
from tests.web.conftest import Call, People, problem

JSON = {"Content-Type": "application/json"}


async def test_declared_length_over_the_limit_is_refused(api: Call, people: People) -> None:
    body = b'{"query": "' + b"x" * MAX_BODY_BYTES + b'"}'
    problem(await api(people.student).post("/api/v1/search", content=body, headers=JSON), 413, "too_large")


async def test_undeclared_body_over_the_limit_is_refused_while_read(api: Call, people: People) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(1 + MAX_BODY_BYTES // 1024):
            yield b" " * 1024

    problem(await api(people.student).post("/api/v1/search", content=pieces(), headers=JSON), 413, "too_large")


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/api/v1/videos", True),
        ("POST", "/videos", True),
        ("POST", "/storage/v1/object/videos/a.mp4", True),
        ("PUT", "/storage/v1/object/videos/a.mp4", True),
        ("POST", "/storage/v1/upload/resumable", True),
        ("PATCH", "/storage/v1/upload/resumable/abc", True),
        ("POST", "/storage/v1/object/list/videos", False),
        ("POST", "/storage/v1/object/sign/videos/a.mp4", False),
        ("POST", "/storage/v1/object/move", False),
        ("PATCH", "/api/v1/videos", False),
        ("POST", "/api/v1/search", False),
    ],
)
def test_only_uploads_are_exempt(method: str, path: str, expected: bool) -> None:
    assert is_upload(method, path) is expected


@pytest.mark.parametrize(("header", "expected"), [("12", 12), ("", 0), ("x", 0), ("-1", 0), ("9" * 30, 0)])
def test_declared_length_is_read_or_zero(header: str, expected: int) -> None:
    assert declared_bytes({"type": "http", "headers": [(b"content-length", header.encode())]}) == expected
