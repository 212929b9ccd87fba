"""Workers and PostgreSQL that are killed at random lose nothing; `make faults` does more of it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chronos.db import embedded
from tests.faults.random_kills import SHORT, run


@pytest.fixture
def root() -> Iterator[Path]:
    # Not below pytest's own directory: another run closes that one to the server's user.
    made = Path(tempfile.mkdtemp(prefix="chronos-faults-"))
    made.chmod(0o755)
    yield made
    embedded.stop(made / "home" / "postgres")
    shutil.rmtree(made, ignore_errors=True)


def test_everything_is_completed(root: Path, models_home: Path) -> None:
    run(SHORT, root, models_home)
    log = (root / "log").read_text()
    assert "Traceback" not in log
    away, back = log.count("The database cannot be reached"), log.count("The database is back after")
    assert 0 < back <= away <= back + SHORT.worker_kills  # a worker that is killed while it waits says no more
