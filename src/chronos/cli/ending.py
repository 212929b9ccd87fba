"""How a command that may transcribe ends: as soon as everything is put back, although a thread may still compute."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")

HEARD_SECONDS = 1.0  # then a cancellation was lost


class _Unawaited(ThreadPoolExecutor):
    """Threads that nobody waits for when the loop is closed."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As the base class has it, at once."""
        del wait
        super().shutdown(wait=False, cancel_futures=cancel_futures)


def run_unawaited(main: Coroutine[Any, Any, Result]) -> Result:
    """`asyncio.run`, without waiting for the threads that still compute when `main` has ended.

    A thread cannot be stopped from outside, and the next words of a recogniser may be a quarter of a minute away. The
    interpreter would wait for it as well: whoever was told to stop ends by `leave`.
    """
    with asyncio.Runner() as runner:
        runner.get_loop().set_default_executor(_Unawaited())
        try:
            return runner.run(main)
        finally:
            runner.get_loop().run_until_complete(_end_others())


async def _end_others() -> None:
    """Cancel until it is heard, where the runner would wait for ever after once.

    Until Python 3.12 `asyncio.wait_for`, which the pool's own tasks use, may lose a cancellation: Ctrl-C while the pool
    opened or closed needed a second one.
    """
    others = asyncio.all_tasks() - {asyncio.current_task()}
    while others:
        for task in others:
            task.cancel()
        _, others = await asyncio.wait(others, timeout=HEARD_SECONDS)
