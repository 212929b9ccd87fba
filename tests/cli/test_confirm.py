"""A question before something is deleted."""

import sys

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
