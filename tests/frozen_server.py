"""A test's own server that is frozen for a while: it breaks no connection, and answers nothing."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path

from chronos.db import embedded


@contextlib.contextmanager
def frozen(server: embedded.EmbeddedServer) -> Iterator[None]:
    """Stop all processes of the server; they continue at the end of the block."""
    postmaster = int((server.directory / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGSTOP)  # first, so that it starts no other
    pids = [postmaster, *_children(postmaster)]
    try:
        for pid in pids:
            _send(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            _send(pid, signal.SIGCONT)


def _children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(folder.name))
    return found


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
