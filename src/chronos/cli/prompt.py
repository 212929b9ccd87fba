"""Read questions from a terminal or a pipe; Ctrl-C ends what is running, not the program."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Coroutine, Iterable, Iterator
from typing import Any

import typer

from chronos.cli.exit_process import was_terminated


class Prompt:
    """Lines of the standard input, with a history of them on a terminal."""

    def __init__(self) -> None:
        self.is_interactive = sys.stdin.isatty()

    @staticmethod
    def remember(lines: Iterable[str]) -> None:
        """Put lines into the history, oldest first. It ends with the program: no question is kept in a file."""
        with contextlib.suppress(ImportError):  # not in every build of Python
            import readline

            for line in lines:
                readline.add_history(" ".join(line.split()))

    def read(self) -> str | None:
        """Return the next line that is not blank, without spaces around it; None at the end. Blocking."""
        while True:
            line = self._read_typed() if self.is_interactive else sys.stdin.readline()
            if not line:
                return None
            if line.strip():
                return line.strip()

    def _read_typed(self) -> str:
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401 - editing and history of `input`
        with _interruptible():
            try:
                return f"{input('> ')}\n"
            except EOFError:
                typer.echo()
                return ""
            except KeyboardInterrupt:
                if was_terminated():
                    raise
                typer.echo("\n(/quit or Ctrl-D ends)", err=True)
                return "\n"


async def run_until_interrupted(work: Coroutine[Any, Any, None]) -> bool:
    """Do `work`; return False if Ctrl-C stopped it. Raises KeyboardInterrupt when the program itself is to end."""
    task, loop = asyncio.ensure_future(work), asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)
    is_stopped = False

    def stop() -> None:
        nonlocal is_stopped
        is_stopped = task.cancel()

    if before is not signal.SIG_IGN:
        loop.add_signal_handler(signal.SIGINT, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not is_stopped:
            raise
        if was_terminated():
            raise KeyboardInterrupt from None
    finally:
        if before is not signal.SIG_IGN:
            loop.remove_signal_handler(signal.SIGINT)
            signal.signal(signal.SIGINT, before)
    return not is_stopped


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C raise KeyboardInterrupt: the event loop's own handler would wait for the loop, which waits here."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
