"""`chronos chat` as people use it: on a terminal."""

import os
import pty
import select
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import CHRONOS, RunChronos
from tests.conftest import ADatabase
from tests.processes import killed_at_the_end
from tests.signals import hear_interrupts


def read_until_prompt(terminal: int) -> str:
    """Return what is printed before the next prompt."""
    printed = ""
    while not printed.endswith("\n> "):
        printed += os.read(terminal, 4096).decode()
    return printed


def test_a_terminal_has_a_prompt_and_ctrl_c_does_not_end_it(
    chronos: RunChronos, home: Path, database: ADatabase, creator: str
) -> None:
    chronos("student", "add", "Sam")
    ours, its = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHRONOS_")}
    settings = {"CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": database.url, "TERM": "dumb"}
    program = subprocess.Popen(
        [CHRONOS, "chat", "--as", "Sam"],
        stdin=its,
        stdout=its,
        stderr=its,
        env=environment | settings,
        preexec_fn=hear_interrupts,
    )
    with killed_at_the_end(program) as process:
        os.close(its)
        assert "/help lists the commands" in read_until_prompt(ours)
        # An interrupt between the prompt and the wait for a key is seen at the next key only: readline's way.
        while not select.select([ours], [], [], 0.5)[0]:
            process.send_signal(signal.SIGINT)
        assert "/quit or Ctrl-D ends" in read_until_prompt(ours)
        os.write(ours, b"/help\n")
        assert "/save [FILE]" in read_until_prompt(ours)
        os.write(ours, b"/quit\n")
        assert process.wait(60) == 0
    os.close(ours)


@pytest.mark.parametrize(
    "words", [("--course", "a", "--video", "b"), ("--session", "a", "--course", "b"), ("--video", "a", "--at", "b@1")]
)
def test_a_conversation_is_about_one_thing(chronos: RunChronos, creator: str, words: tuple[str, ...]) -> None:
    run = chronos("chat", *words)
    assert (run.code, run.out) == (2, "")
    assert run.message.startswith("Pass one of --session, --course, --video and --at")


def test_a_creator_is_told_before_the_first_question(chronos: RunChronos, creator: str) -> None:
    run = chronos("chat", "--as", "Ada")
    assert (run.code, run.out) == (3, "")
    assert run.message.startswith("Only students with an active membership can ask in a conversation.")
