"""Ask before something is deleted."""

import sys

import typer

from chronos.errors import Invalid


def confirm(question: str) -> bool:
    """Return the answer typed at the terminal. Raises Invalid without a terminal."""
    if not sys.stdin.isatty():
        raise Invalid("Not a terminal: pass --yes to confirm.", code="not_confirmed")
    return typer.confirm(question)
