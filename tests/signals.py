"""Signals to the programs that tests start."""

import signal


def hear_interrupts() -> None:
    """In a child before it begins: what a shell starts in the background ignores SIGINT, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
