"""Run a command's coroutine, and end without waiting for a thread that still computes."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")

CANCEL_SECONDS = 1.0  # after this time, a cancellation counts as lost


class _AbandonedThreads(ThreadPoolExecutor):
    """Threads that the event loop does not wait for when it closes."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Shut down as the base class does, but at once."""
        del wait
        super().shutdown(wait=False, cancel_futures=cancel_futures)


def run_async(main: Coroutine[Any, Any, Result]) -> Result:
    """Run `main` as `asyncio.run` does, but do not wait for threads that still compute at its end.

    A thread cannot be stopped from outside, and a speech model may compute for a quarter of a minute before it returns.
    The interpreter waits for threads as well, so a stopped command ends by `exit_now`.
    """
    with asyncio.Runner() as runner:
        runner.get_loop().set_default_executor(_AbandonedThreads())
        try:
            return runner.run(main)
        finally:
            runner.get_loop().run_until_complete(_cancel_others())


async def _cancel_others() -> None:
    """Cancel all other tasks until they end; the runner would cancel once and then wait without a limit.

    Until Python 3.12 `asyncio.wait_for`, which the pool's own tasks use, may lose a cancellation: Ctrl-C while the pool
    opened or closed needed a second one.
    """
    others = asyncio.all_tasks() - {asyncio.current_task()}
    while others:
        for task in others:
            task.cancel()
        _, others = await asyncio.wait(others, timeout=CANCEL_SECONDS)
