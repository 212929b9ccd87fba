"""One process forks a fresh guest for each file."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chronos.providers.speech.media.call_guest import Guests
from chronos.providers.speech.media.channel import INFO
from tests.media import a_tone


@pytest.fixture
def guests() -> Iterator[Guests]:
    started = Guests()
    yield started
    started.close()


def probed(guests: Guests, path: Path) -> bool:
    with path.open("rb") as file:
        return INFO in dict(guests.call(file, {"task": "probe", "track": None}))


def test_guests_work_at_the_same_time(guests: Guests, tmp_path: Path) -> None:
    path = a_tone(tmp_path / "x.mp4")
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: probed(guests, path), range(24)))


def test_killed_process_that_forks_is_started_again(guests: Guests, tmp_path: Path) -> None:
    path = a_tone(tmp_path / "x.mp4")
    assert probed(guests, path)
    assert guests._process is not None
    os.kill(guests._process.pid, signal.SIGKILL)
    guests._process.wait()
    assert probed(guests, path)
