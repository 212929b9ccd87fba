"""Files of one creator wait for each other, and neither other creators nor questions wait for them."""

import asyncio
import re
import threading
from pathlib import Path

import pytest

from chronos.errors import Invalid
from chronos.file_work import FileWork


class Files:
    """Work that lasts until it is let go, and who is at work."""

    def __init__(self) -> None:
        self.at_work: list[str] = []
        self.most: dict[str, int] = {}
        self.begun, self.let_go = threading.Semaphore(0), threading.Event()

    def read(self, whose: str) -> str:
        self.at_work.append(whose)
        self.most[whose] = max(self.most.get(whose, 0), self.at_work.count(whose))
        self.begun.release()
        self.let_go.wait(30)
        self.at_work.remove(whose)
        return whose


async def begun(files: Files) -> None:
    assert await asyncio.to_thread(files.begun.acquire, timeout=30)


async def test_many_files_of_one_hold_one_thread_and_none_of_questions() -> None:
    files, work = Files(), FileWork(2)
    many = [asyncio.create_task(work.run("ann", files.read, "ann")) for _ in range(50)]
    await begun(files)
    bob = asyncio.create_task(work.run("bob", files.read, "bob"))
    await begun(files)
    assert await asyncio.to_thread(lambda: "a question") == "a question"
    assert sorted(files.at_work) == ["ann", "bob"]
    files.let_go.set()
    assert await asyncio.gather(*many, bob) == ["ann"] * 50 + ["bob"]
    assert files.most == {"ann": 1, "bob": 1}


async def test_a_cancelled_caller_leaves_its_turn_when_its_file_is_done() -> None:
    files, work = Files(), FileWork(2)
    first = asyncio.create_task(work.run("ann", files.read, "ann"))
    await begun(files)
    first.cancel()
    second = asyncio.create_task(work.run("ann", files.read, "ann"))
    with pytest.raises(asyncio.CancelledError):
        await first
    await asyncio.sleep(0)
    assert files.at_work == ["ann"]
    files.let_go.set()
    assert await second == "ann"
    assert files.most == {"ann": 1}


async def test_work_that_fails_leaves_its_turn() -> None:
    work = FileWork(1)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await work.run("ann", lambda: 1 / 0)


def test_no_file_of_others_is_read_in_the_threads_of_questions(repository: Path) -> None:
    readers = r"to_thread\(\s*(?:inspect_file|_?read_captions|parse_captions|check_content(?!.*is_whole=False))\b.*"
    sources = (repository / "src").rglob("*.py")
    assert [found for path in sources for found in re.findall(readers, path.read_text())] == []


async def test_next_file_waits_a_little_after_one_that_was_refused() -> None:
    def refuse() -> None:
        raise Invalid("It is no file.")

    work, loop = FileWork(2), asyncio.get_running_loop()
    with pytest.raises(Invalid):
        await work.run("ann", refuse)
    turn = work.turn("ann")
    assert turn.locked()
    assert await work.run("bob", lambda: "others do not wait") == "others do not wait"
    started = loop.time()
    assert await work.run("ann", lambda: "the next") == "the next"
    assert loop.time() > started  # it came after the turn was given back
    assert not turn.locked()
