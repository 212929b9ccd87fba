"""A question is read while it is stored, once, and only as it will be searched."""

import asyncio
import gc
import os
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from chronos.errors import ProviderError
from chronos.providers.embedding import Reading
from chronos.search.compute import compute
from chronos.search.read_ahead import read, read_ahead


class Counting:
    """Notes what it reads; fails if told so."""

    def __init__(self, fails: bool = False) -> None:
        self.texts: list[str] = []
        self.fails = fails

    def read(self, texts: Sequence[str]) -> list[Reading]:
        self.texts += texts
        if self.fails:
            raise ProviderError("It is away.", code="embedder_failed")
        return [Reading(np.ones(1, np.float32), (), (), np.ones((0, 1), np.float32)) for _ in texts]


def counting(fails: bool = False) -> Any:
    return Counting(fails)


async def test_the_same_question_is_read_once() -> None:
    embedder = counting()
    ahead = read_ahead(embedder, 'Hi! Where does she talk about "ISO"?')
    assert ahead is not None
    first = await read(embedder, ahead.text, ahead)
    assert await read(embedder, ahead.text, ahead) is first
    assert embedder.texts == [ahead.text.replace('"', " ")]


async def test_another_question_is_read_for_itself() -> None:
    embedder = counting()
    ahead = read_ahead(embedder, "blue light")
    assert ahead is not None
    await read(embedder, "why is the sky blue?", ahead)
    await ahead.reading  # of the two threads either may be the first
    assert sorted(embedder.texts) == ["blue light", "why is the sky blue?"]


@pytest.mark.parametrize("query", ["", " \n ", "a" * 2_001])
async def test_what_cannot_be_asked_is_not_read(query: str) -> None:
    embedder = counting()
    assert read_ahead(embedder, query) is None
    assert embedder.texts == []


async def test_nothing_is_read_ahead_of_others() -> None:
    go = threading.Event()
    working = [asyncio.create_task(compute(go.wait, 30)) for _ in range(os.cpu_count() or 1)]
    await asyncio.sleep(0)
    assert read_ahead(counting(), "light") is None
    go.set()
    await asyncio.gather(*working)


async def test_an_error_reaches_the_one_who_waits(caplog: pytest.LogCaptureFixture) -> None:
    ahead = read_ahead(counting(fails=True), "light")
    assert ahead is not None
    with pytest.raises(ProviderError):
        await read(counting(), "light", ahead)
    forgotten = read_ahead(counting(fails=True), "light")
    assert forgotten is not None
    await asyncio.wait([forgotten.reading])
    del forgotten
    gc.collect()
    assert "never retrieved" not in caplog.text


async def test_who_stops_waiting_does_not_end_the_reading() -> None:
    embedder = counting()
    ahead = read_ahead(embedder, "light")
    assert ahead is not None
    waiting = asyncio.create_task(read(embedder, "light", ahead))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert (await ahead.reading).vector.tolist() == [1.0]
