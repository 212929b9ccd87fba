"""A JSON body at an address that takes a form too is small, and right or refused."""

import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from chronos.web.api.json_body import MAX_BODY_BYTES, is_json, read_json


class Sent(BaseModel):
    """What is expected."""

    number: int


def request(body: bytes, content_type: str = "application/json") -> Request:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop(0)

    headers = [(b"content-type", content_type.encode())]
    return Request({"type": "http", "method": "PUT", "path": "/", "headers": headers}, receive)


def test_json_is_known_by_its_type() -> None:
    assert is_json(request(b"", "Application/JSON; charset=utf-8"))
    assert not is_json(request(b"", "multipart/form-data; boundary=x"))


async def test_body_is_read() -> None:
    assert (await read_json(request(b'{"number": 3}'), Sent)).number == 3


async def test_faults_name_their_field() -> None:
    with pytest.raises(RequestValidationError) as refused:
        await read_json(request(b'{"number": "x"}'), Sent)
    assert refused.value.errors()[0]["loc"] == ("body", "number")


async def test_large_body_is_refused() -> None:
    with pytest.raises(HTTPException) as refused:
        await read_json(request(b" " * (MAX_BODY_BYTES + 1)), Sent)
    assert refused.value.status_code == 413
