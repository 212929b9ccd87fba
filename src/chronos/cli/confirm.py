"""Ask before something is deleted."""

import signal
import sys

import typer

from chronos.cli.record_command import note_unchanged
from chronos.errors import Invalid


def confirm(question: str) -> bool:
    """Return the answer typed at the terminal; no answer (Ctrl-D) is no. Raises Invalid without a terminal."""
    if not sys.stdin.isatty():
        raise Invalid("Not a terminal: pass --yes to confirm.", code="not_confirmed")
    # An event loop would only note an interrupt, and the question would keep waiting.
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if typer.confirm(question):
            return True
    except typer.Abort as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from error
    finally:
        signal.signal(signal.SIGINT, previous)
    note_unchanged()
    return False
