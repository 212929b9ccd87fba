"""How a command's event loop ends."""

import asyncio

import pytest

from chronos.cli import run_async


def test_a_lost_cancellation_delays_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `asyncio.wait_for` may until Python 3.12; the connection pool's own tasks use it."""
    monkeypatch.setattr(run_async, "CANCEL_SECONDS", 0.01)
    others: list[asyncio.Task[None]] = []

    async def deaf_once() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()

    async def main() -> str:
        others.append(asyncio.create_task(deaf_once()))
        await asyncio.sleep(0)
        return "done"

    assert run_async.run_async(main()) == "done"
    assert others[0].cancelled()
