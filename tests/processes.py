"""Programs that a test starts and ends."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

Text = TypeVar("Text", str, bytes)


@contextmanager
def killed_at_the_end(process: subprocess.Popen[Text]) -> Iterator[subprocess.Popen[Text]]:
    """Kill `process` when the block ends: a test's time limit comes once, and Popen's own block waits without one."""
    with process:
        try:
            yield process
        finally:
            process.kill()
