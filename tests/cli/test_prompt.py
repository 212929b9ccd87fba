"""Lines of a pipe, and Ctrl-C."""

import asyncio
import io
import signal
import sys
from collections.abc import Iterator

import pytest

from chronos.cli import exit_process
from chronos.cli.prompt import Prompt, run_until_interrupted


@pytest.fixture(autouse=True)
def _hear_interrupts() -> Iterator[None]:
    """Tests that a shell started in the background ignore SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_pipe_gives_its_lines_without_blank_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\n\n   \n two \nthree"))
    prompt = Prompt()
    assert not prompt.is_interactive
    assert [prompt.read(), prompt.read(), prompt.read(), prompt.read()] == ["one", "two", "three", None]


async def test_an_interrupt_stops_the_work_alone() -> None:
    before = signal.getsignal(signal.SIGINT)
    ended = asyncio.Event()

    async def work() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
            await asyncio.Event().wait()
        finally:
            ended.set()

    assert not await run_until_interrupted(work())
    assert ended.is_set()
    assert signal.getsignal(signal.SIGINT) is before
    assert await run_until_interrupted(asyncio.sleep(0))


async def test_a_termination_ends_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exit_process, "_was_terminated", True)

    async def work() -> None:
        signal.raise_signal(signal.SIGINT)
        await asyncio.Event().wait()

    with pytest.raises(KeyboardInterrupt):
        await run_until_interrupted(work())


async def test_a_failure_is_raised_as_it_is() -> None:
    async def work() -> None:
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        await run_until_interrupted(work())
