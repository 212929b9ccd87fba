"""Compute: run what a question takes of the processor in as many threads as there are processors.

More threads would not be done sooner, and the event loop, which gives up Python's lock at each call of the system,
would wait for a turn of each of them before it continues.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_PROCESSORS = os.cpu_count() or 1
_threads = ThreadPoolExecutor(_PROCESSORS, "search")
_at_work = set[object]()  # of any event loop: a count would need a lock


async def compute(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what `function` returns, which calls no other `compute`."""
    work = partial(copy_context().run, function, *args, **kwargs)
    _at_work.add(work)
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _at_work.discard(work)


def has_free_thread() -> bool:
    """Return whether what is computed next would begin at once."""
    return len(_at_work) < _PROCESSORS
