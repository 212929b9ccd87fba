"""Work on files that people bring: in threads of its own, one file of a creator after the other.

Such work may take minutes of a hostile file. In the threads of questions it would keep all questions waiting, and one
creator's many files would keep those of the others waiting.
"""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar
from weakref import WeakValueDictionary

THREADS = 4  # creators whose files are worked on at once, in one process

P = ParamSpec("P")
T = TypeVar("T")


class FileWork:
    """Runs functions that read a file of `whose`: of each one at a time, of all as many as there are threads."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, "file-work")
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def turn(self, whose: Hashable) -> asyncio.Lock:
        """Return what is held while something of `whose` is read, for work that is more than one function."""
        return self._turns.setdefault(whose, asyncio.Lock())

    async def run(self, whose: Hashable, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `function` returns; a caller that is cancelled leaves its turn only when that has ended."""
        turn = self.turn(whose)
        await turn.acquire()
        try:
            work = asyncio.get_running_loop().run_in_executor(self._threads, partial(function, *args, **kwargs))
        except BaseException:
            turn.release()
            raise
        work.add_done_callback(lambda _: turn.release())
        return await asyncio.shield(work)


FILE_WORK = FileWork(THREADS)
