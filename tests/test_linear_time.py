"""Text of others takes linear time: a quadratic step would make a second of the processor's time a minute."""

import subprocess
import sys

import pytest

from tests.hostile_text import READERS

_SHARES = 4


@pytest.mark.parametrize("share", range(_SHARES))
def test_hostile_text_takes_linear_time(share: int) -> None:
    names = list(READERS)[share::_SHARES]
    done = subprocess.run([sys.executable, "-m", "tests.hostile_text", *names], capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout.splitlines()[-1:], done.stderr[-2_000:])
