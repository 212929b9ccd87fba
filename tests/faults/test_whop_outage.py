"""Events that an outage loses are made good by one reading; `make faults` sends a thousand."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.whop_outage import SHORT, run


@pytest.fixture
def root() -> Iterator[Path]:
    # Not below pytest's own directory: another run closes that one to the server's user.
    made = Path(tempfile.mkdtemp(prefix="chronos-whop-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


async def test_state_is_that_of_whop(root: Path, models_home: Path) -> None:
    (root / "home").mkdir()
    (root / "home" / "models").symlink_to(models_home / "models")
    found = await run(SHORT, root)
    assert found["events"] >= SHORT.events
    assert found["failed attempts"] > 0
    assert "Traceback" not in (root / "log").read_text()
