"""A question before something is deleted."""

import os
import pty
import sys
import time

import pytest

from chronos.cli.confirm import confirm
from chronos.errors import Invalid


class _Terminal:
    def __init__(self, answer: str) -> None:
        self.readline = lambda *_: f"{answer}\n"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "answer"), [("y", True), ("n", False), ("", False)])
def test_answer_is_read_from_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str, answer: bool) -> None:
    monkeypatch.setattr(sys, "stdin", _Terminal(typed))
    monkeypatch.setattr("builtins.input", lambda *_: typed)
    assert confirm("Remove it?") is answer


def test_without_a_terminal_yes_must_be_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(Invalid, match="pass --yes"):
        confirm("Remove it?")


@pytest.mark.parametrize(("typed", "code"), [(b"\x03", 130), (b"\x04", 0)], ids=["Ctrl-C", "Ctrl-D"])
def test_a_question_answers_keys_at_once(typed: bytes, code: int) -> None:
    """In a coroutine, as commands ask: an event loop has taken the signal over by then."""
    script = (
        "import asyncio, sys\n"
        "from chronos.cli.confirm import confirm\n"
        "async def ask(): return confirm('Remove it?')\n"
        "try: sys.exit(int(asyncio.run(ask())))\n"
        "except KeyboardInterrupt: sys.exit(130)\n"
    )
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-c", script])  # noqa: S606 - our own interpreter
    printed = b""
    while b"Remove it?" not in printed:
        printed += os.read(terminal, 1024)
    ended = 0
    while not ended:
        # An interrupt between the prompt and the wait for a key is seen at the next key only: readline's way.
        os.write(terminal, typed)
        time.sleep(0.5)
        ended, status = os.waitpid(child, os.WNOHANG)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == code
