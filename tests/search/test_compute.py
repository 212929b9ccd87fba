"""Work on questions runs in threads that are as many as the processors."""

import asyncio
import os
import threading

import pytest

from chronos.search.compute import compute, has_free_thread


async def test_no_more_threads_than_processors_compute() -> None:
    processors, go, names = os.cpu_count() or 1, threading.Event(), set[str]()

    def work() -> None:
        names.add(threading.current_thread().name)
        go.wait(30)

    assert has_free_thread()
    working = [asyncio.create_task(compute(work)) for _ in range(processors + 3)]
    await asyncio.sleep(0)
    assert not has_free_thread()
    go.set()
    await asyncio.gather(*working)
    assert len(names) <= processors
    assert has_free_thread()


async def test_errors_are_raised_to_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        await compute(lambda: 1 // 0)
    assert has_free_thread()
