"""Requests with large bodies of one client wait for each other."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from chronos.web.take_turns import LARGE_BYTES, REFUSED_SECONDS, TakeTurns

LARGE = b"x" * (LARGE_BYTES + 1)


class Counting:
    """An application that takes a while, and how many requests it answered at once."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        body = b""
        while (message := await receive()).get("more_body", False):
            body += message["body"]
        self.bodies.append(body + message["body"])
        await asyncio.sleep(0)
        self.now -= 1


async def send(application: Counting, turns: TakeTurns, address: str, pieces: Sequence[bytes]) -> None:
    length = sum(map(len, pieces))
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/search",
        "headers": [(b"content-length", str(length).encode())],
        "client": (address, 1),
    }
    waiting = [{"type": "http.request", "body": piece, "more_body": piece is not pieces[-1]} for piece in pieces]

    async def receive() -> Message:
        await asyncio.sleep(0)
        return waiting.pop(0)

    async def ignore(message: Message) -> None: ...

    await turns(scope, receive, ignore)


@pytest.mark.parametrize(
    ("addresses", "body", "most"),
    [
        (["1.1.1.1"] * 5, LARGE, 1),
        (["2001:db8::1", "2001:db8::2"], LARGE, 1),
        (["1.1.1.1", "1.1.1.2", "1.1.1.3"], LARGE, 3),
        (["1.1.1.1"] * 5, b"short", 5),
    ],
)
async def test_large_bodies_of_one_client_are_answered_one_at_a_time(
    addresses: Sequence[str], body: bytes, most: int
) -> None:
    application = Counting()
    turns = TakeTurns(application)
    await asyncio.gather(*(send(application, turns, each, [body]) for each in addresses))
    assert application.most == most
    assert application.bodies == [body] * len(addresses)


async def test_pieces_arrive_in_order() -> None:
    application = Counting()
    await send(application, TakeTurns(application), "1.1.1.1", [b"a" * LARGE_BYTES, b"b", b"c"])
    assert application.bodies == [b"a" * LARGE_BYTES + b"bc"]


async def test_application_words_the_refusal_of_a_body() -> None:
    async def receive() -> Message:
        raise HTTPException(413, "too large")

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        with pytest.raises(HTTPException):
            await receive()

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"transfer-encoding", b"chunked")]}
    await TakeTurns(application)(scope, receive, lambda _: asyncio.sleep(0))


async def test_next_large_body_waits_after_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        body = (await receive())["body"]
        await send({"type": "http.response.start", "status": 422 if body.startswith(b"?") else 200, "headers": []})

    monkeypatch.setattr("chronos.web.take_turns.asyncio.sleep", sleep)
    turns = TakeTurns(application)
    await send(Counting(), turns, "1.1.1.1", [LARGE])
    assert REFUSED_SECONDS not in waited
    await send(Counting(), turns, "1.1.1.1", [b"?" + LARGE])
    assert waited.count(REFUSED_SECONDS) == 1
