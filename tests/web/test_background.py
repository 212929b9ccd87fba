"""Work in the background: bounded, ended with the server, and never the end of anything else."""

import asyncio
import logging

import pytest

from chronos.errors import OverLimit, ProviderError
from chronos.web.background import MAX_RUNNING, Background


async def test_work_runs_beside_its_caller() -> None:
    background, done = Background(), asyncio.Event()

    async def work() -> None:
        done.set()

    background.start(work())
    assert not done.is_set()
    await background.finish()
    assert done.is_set()


async def test_a_failure_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    background = Background()

    async def fail(error: Exception) -> None:
        raise error

    with caplog.at_level(logging.WARNING):
        background.start(fail(ProviderError("The server is away.", code="mail_unavailable")))
        background.start(fail(ValueError("a bug")))
        await background.finish()
    assert "The server is away." in caplog.text
    assert "a bug" in caplog.text


async def test_too_much_is_refused_and_late_work_ends() -> None:
    background = Background()
    for _ in range(MAX_RUNNING):
        background.start(asyncio.sleep(3600))
    with pytest.raises(OverLimit):
        background.start(asyncio.sleep(3600))
    await background.finish(0)
    await background.finish()
    background.start(asyncio.sleep(0))
    await background.finish()
