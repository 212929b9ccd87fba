"""Of many requests at once few begin in one turn of the event loop, in the order in which they came."""

import asyncio
from collections import Counter

from starlette.types import Message, Receive, Scope, Send

from chronos.web.arrivals import BEGUN_IN_A_TURN, Arrivals


class Turns:
    """An application that notes in which turn of the event loop each request began."""

    def __init__(self) -> None:
        self.turn = 0
        self.begun: list[tuple[int, int]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.append((self.turn, scope["number"]))

    async def count(self) -> None:
        while True:
            await asyncio.sleep(0)
            self.turn += 1


async def receive() -> Message:
    raise AssertionError("Nothing is received here.")


async def send(message: Message) -> None:
    raise AssertionError("Nothing is sent here.")


async def test_requests_begin_in_order_and_few_at_a_time() -> None:
    turns = Turns()
    arrivals, counting = Arrivals(turns), asyncio.create_task(turns.count())
    requests = [
        asyncio.create_task(arrivals({"type": "http", "number": number}, receive, send))
        for number in range(BEGUN_IN_A_TURN * 5)
    ]
    await asyncio.sleep(0)
    for left in requests[BEGUN_IN_A_TURN : BEGUN_IN_A_TURN + 3]:
        left.cancel()
    await asyncio.gather(*requests, return_exceptions=True)
    counting.cancel()
    kept = [*range(BEGUN_IN_A_TURN), *range(BEGUN_IN_A_TURN + 3, BEGUN_IN_A_TURN * 5)]
    assert [number for _, number in turns.begun] == kept
    assert max(Counter(turn for turn, _ in turns.begun).values()) == BEGUN_IN_A_TURN


async def test_a_request_alone_begins_at_once() -> None:
    turns = Turns()
    arrivals = Arrivals(turns)
    for number in range(BEGUN_IN_A_TURN * 2):  # one after the other, in one turn or many
        await asyncio.wait_for(arrivals({"type": "http", "number": number}, receive, send), 10)
    assert len(turns.begun) == BEGUN_IN_A_TURN * 2
