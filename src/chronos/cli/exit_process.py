"""End a command's process early. Imports next to nothing: an interrupt may have broken any import."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from typing import NoReturn

INTERRUPTED, TERMINATED = 130, 143  # 128 + SIGINT, 128 + SIGTERM, as shells have it

_was_terminated = False


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
    exit_now(TERMINATED if _was_terminated else INTERRUPTED)


def stop_on_termination() -> None:
    """Let SIGTERM end this process in the way in which Ctrl-C does, unless it is ignored."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _interrupt)


def was_terminated() -> bool:
    """Return whether the interrupt was a SIGTERM, which ends the program whatever Ctrl-C does."""
    return _was_terminated


def _interrupt(*_: object) -> None:
    global _was_terminated
    _was_terminated = True
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a background process of a shell
        exit_interrupted()
    signal.raise_signal(signal.SIGINT)


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
