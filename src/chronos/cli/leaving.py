"""How a command's process ends before its time. Imports next to nothing: an interrupt may have broken any import."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from typing import NoReturn

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def leave(code: int) -> NoReturn:
    """End this process with `code` now; everything must be closed."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # its reader may have gone
            stream.flush()
    os._exit(code)


def leave_interrupted(*_: object) -> NoReturn:
    """End as Ctrl-C does, in one line; everything must be closed. May be a signal's handler."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write("chronos: stopped; the same command goes on from here.\n")
    leave(INTERRUPTED)


@contextlib.contextmanager
def interrupted_at_once() -> Iterator[None]:
    """Ctrl-C leaves at once in this block, in which there is nothing to put back.

    An exception would not always arrive: the import system and the libraries drop it or make another of it.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # ignored, as in what a shell starts in the background
        return
    signal.signal(signal.SIGINT, leave_interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
