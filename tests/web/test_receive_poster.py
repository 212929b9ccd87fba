"""The form of a poster: an image, or a second."""

from pathlib import Path

import httpx2
import pytest
from starlette.requests import Request
from starlette.types import Message

from chronos.errors import ChronosError
from chronos.videos import MAX_POSTER_BYTES
from chronos.web.receive_poster import received_poster


def request(fields: list[tuple[str, tuple[str | None, bytes]]]) -> Request:
    made = httpx2.Request("POST", "http://x/", files=fields)
    messages: list[Message] = [{"type": "http.request", "body": made.read(), "more_body": False}]

    async def receive() -> Message:
        return messages.pop(0)

    headers = [(name.lower().encode(), value.encode()) for name, value in made.headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


async def test_image_exists_until_the_block_ends(tmp_path: Path) -> None:
    async with received_poster(request([("file", ("a.png", b"image"))]), tmp_path) as choice:
        assert choice.at_seconds is None
        assert choice.image is not None
        assert choice.image.read_bytes() == b"image"
    assert not choice.image.exists()


async def test_second_is_a_number(tmp_path: Path) -> None:
    fields = [("at_seconds", (None, b" 90.5 ")), ("file", ("", b""))]
    async with received_poster(request(fields), tmp_path) as choice:
        assert (choice.at_seconds, choice.image) == (90.5, None)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([("at_seconds", (None, b"nan"))], "second_outside"),
        ([("at_seconds", (None, b"inf"))], "second_outside"),
        ([("at_seconds", (None, b"1:30"))], "second_outside"),
        ([("title", (None, b"x"))], "form_invalid"),
        ([("file", ("a", b"1")), ("file", ("b", b"2"))], "form_invalid"),
        ([("file", ("a", bytes(MAX_POSTER_BYTES + 1)))], "too_large"),
    ],
)
async def test_other_forms_are_refused(
    tmp_path: Path, fields: list[tuple[str, tuple[str | None, bytes]]], code: str
) -> None:
    with pytest.raises(ChronosError) as refused:
        async with received_poster(request(fields), tmp_path):
            pass
    assert refused.value.code == code
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]  # noqa: ASYNC240
