"""Work on files that people bring: in threads of its own, one file of a creator after the other.

Such work may take minutes of a hostile file. In the threads of questions it would keep all questions waiting, and one
creator's many files would keep those of the others waiting.
"""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar
from weakref import WeakValueDictionary

THREADS = 4  # creators whose files are worked on at once, in one process
REFUSED_SECONDS = 0.25  # that a creator's next file waits after one that was refused

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
        work.add_done_callback(lambda done: _end(turn, done))
        return await asyncio.shield(work)


def _end(turn: asyncio.Lock, work: "asyncio.Future[Any]") -> None:
    """Release the turn, after a refused file a little later: who sends such files one after another waits for it."""
    if work.cancelled() or work.exception() is None:
        turn.release()
    else:
        work.get_loop().call_later(REFUSED_SECONDS, turn.release)


FILE_WORK = FileWork(THREADS)
