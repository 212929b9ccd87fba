"""End a command's process early. Imports next to nothing: an interrupt may have broken any import."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from typing import NoReturn

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def exit_now(code: int) -> NoReturn:
    """End this process with `code` at once; the caller has closed everything."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # its reader may be gone
            stream.flush()
    os._exit(code)


def exit_interrupted(*_: object) -> NoReturn:
    """End as Ctrl-C does, with one line; the caller has closed everything. May be a signal's handler."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write("chronos: stopped; run the same command to resume.\n")
    exit_now(INTERRUPTED)


@contextlib.contextmanager
def exit_on_interrupt() -> Iterator[None]:
    """Let Ctrl-C end the process at once in this block, which has nothing to undo.

    An exception would not always arrive: the import system and libraries drop it or turn it into another one.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # ignored, as in a background process of a shell
        return
    signal.signal(signal.SIGINT, exit_interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
