"""A worker that is killed (-9) while it holds a reservation: its hold expires or is used again, and all sums agree."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg.rows import dict_row

from chronos.db import Database
from chronos.usage import sweep_holds
from tests.cli.conftest import CHRONOS
from tests.conftest import ADatabase
from tests.faults.worker_with_patience import HEARD_WINDOWS
from tests.faults.worker_with_poison import WINDOW_SECONDS
from tests.media import record, tone

SECONDS = 9
SUMS: LiteralString = """
select (select coalesce(sum(quantity), 0) from private.ledger where kind = 'transcription_seconds') as ledger,
       (select coalesce(sum(charged), 0) from private.holds) as settled,
       (select coalesce(sum(d.transcription_seconds), 0)::numeric
          from (select distinct creator_id, date from private.ledger) as days
         cross join lateral private.daily_usage(days.creator_id, days.date) d) as daily,
       (select used from private.budgets where meter = 'transcription_seconds') as used,
       (select reserved from private.budgets where meter = 'transcription_seconds') as reserved,
       (select coalesce(sum(amount), 0) from private.holds) as held,
       (select count(*) from private.holds) as holds,
       (select count(*) from private.holds where settled_at is null) as open,
       (select status::text from videos) as status,
       (select duration_seconds from videos)::numeric as length
"""


class Fault:
    """A video, and workers that hear two windows of it and then wait to be killed."""

    def __init__(self, database: ADatabase, folder: Path, models_home: Path) -> None:
        home = folder / "home"
        home.mkdir()
        (home / "models").symlink_to(models_home / "models")
        self._database, self.waiting = database, folder / "waiting"
        self.waiting.touch()
        settings = {"CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": database.url, "WAIT_WHILE": str(self.waiting)}
        self._environment = os.environ | settings
        record(folder / "talk.wav", [tone(SECONDS) * 0.01], picture_seconds=0)
        for words in (("creator", "add", "Ada"), ("add", "talk.wav")):
            subprocess.run(
                [CHRONOS, *words], env=self._environment, cwd=folder, check=True, capture_output=True, timeout=60
            )
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tests.faults.worker_with_patience"]
        self.workers.append(subprocess.Popen(command, env=self._environment, start_new_session=True))
        return self.workers[-1]

    def kill(self) -> None:
        """Kill -9 the worker, with every process that it started."""
        for worker in self.workers:
            with suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()

    def sums(self) -> dict[str, Any]:
        with psycopg.connect(self._database.url, row_factory=dict_row) as connection:
            found = connection.execute(SUMS).fetchone()
        assert found is not None
        return found

    def wait_for(self, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        deadline = time.monotonic() + 60
        while not is_so(found := self.sums()):
            assert time.monotonic() < deadline, found
            time.sleep(0.1)
        return found

    def expire(self) -> None:
        """Let the time of all holds pass."""
        with psycopg.connect(self._database.url, autocommit=True) as connection:
            connection.execute("update private.holds set expires_at = now() where settled_at is null")


@pytest.fixture
def fault(database: ADatabase, tmp_path: Path, models_home: Path) -> Iterator[Fault]:
    made = Fault(database, tmp_path, models_home)
    yield made
    made.kill()


def is_in_third_window(found: dict[str, Any]) -> bool:
    return bool(found["settled"] >= HEARD_WINDOWS * WINDOW_SECONDS)


def require_agreement(found: dict[str, Any]) -> None:
    assert found["ledger"] == found["settled"] == found["daily"] == found["used"]
    assert found["reserved"] == found["held"]


async def test_no_hold_of_a_killed_worker_is_left_after_its_expiry(fault: Fault, db: Database) -> None:
    fault.start()
    fault.wait_for(is_in_third_window)
    fault.kill()
    dead = fault.sums()
    require_agreement(dead)
    assert (dead["status"], dead["open"]) == ("transcribing", 1)
    assert dead["used"] + dead["reserved"] == dead["length"]
    await sweep_holds(db)
    assert fault.sums() == dead  # it has not expired: a retry would find it
    fault.expire()
    await sweep_holds(db)
    swept = fault.sums()
    require_agreement(swept)
    assert (swept["open"], swept["reserved"], swept["used"]) == (0, 0, dead["used"])  # what was heard stays charged
    fault.waiting.unlink()
    fault.start()
    done = fault.wait_for(lambda found: found["status"] == "completed")
    require_agreement(done)
    assert (done["open"], done["reserved"]) == (0, 0)
    assert done["used"] == done["length"]  # each second once


def test_the_next_worker_uses_the_hold_of_a_killed_one(fault: Fault) -> None:
    fault.start()
    fault.wait_for(is_in_third_window)
    fault.kill()
    fault.waiting.unlink()
    fault.start()
    done = fault.wait_for(lambda found: found["status"] == "completed")
    require_agreement(done)
    assert (done["holds"], done["open"], done["reserved"]) == (1, 0, 0)
    assert done["used"] == done["length"]
