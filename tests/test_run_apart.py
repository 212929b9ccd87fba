"""Functions that run in a process of their own."""

import os

import pytest

from chronos import run_apart as apart
from chronos.errors import Invalid
from chronos.run_apart import TakesTooMuchError, run_apart


def describe_process() -> tuple[int, int, dict[str, str]]:
    return os.getpid(), os.getpriority(os.PRIO_PROCESS, 0), dict(os.environ)


def refuse(sentence: str) -> None:
    raise Invalid(sentence, code="captions_empty")


def test_function_runs_in_a_process_of_low_priority_without_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHRONOS_JWT_SECRET", "x" * 40)
    process, priority, environment = run_apart(describe_process)
    assert process != os.getpid()
    assert priority == min(os.getpriority(os.PRIO_PROCESS, 0) + apart.PRIORITY, 19)
    assert not [name for name in environment if name.startswith("CHRONOS")]


def test_refusal_is_raised_here_with_its_code() -> None:
    with pytest.raises(Invalid, match="Nothing is said") as caught:
        run_apart(refuse, "Nothing is said.")
    assert caught.value.code == "captions_empty"


def test_function_that_takes_too_much_memory_ends_alone() -> None:
    with pytest.raises(TakesTooMuchError):
        run_apart(bytes, 3 * apart.MAX_BYTES)
