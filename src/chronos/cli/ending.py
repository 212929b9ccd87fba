"""How a command that may transcribe ends: as soon as everything is put back, although a thread may still compute."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


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
        return runner.run(main)
