"""`make demo` ends with an answer, whatever stopped it before, and does nothing twice."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from chronos.db import embedded
from tests.cli.conftest import Run
from tests.signals import hear_interrupts

pytestmark = pytest.mark.timeout(600)  # it hears the whole course

PATIENCE_SECONDS = 200

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def home(server_home: Path, models_home: Path) -> Path:
    """A home of the demo's own, with the models."""
    server_home.mkdir()
    (server_home / "models").symlink_to(models_home / "models")
    return server_home


@pytest.fixture
def start(home: Path, repository: Path) -> Start:
    """Begin the demo as make does, in a process group as a terminal has it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CHRONOS_")} | {"CHRONOS_HOME": str(home)}

    def begin() -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, repository / "examples" / "demo.py"], env=environment, cwd=home, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=hear_interrupts,
        )  # fmt: skip

    return begin


def test_stopped_while_it_listens_then_whole_then_again(start: Start, home: Path) -> None:
    process = start()
    _wait_until_it_listens(home)
    os.killpg(process.pid, signal.SIGINT)
    stopped = _end(process)
    assert stopped.code == 1
    assert "chronos: stopped; run the same command to resume." in stopped.err
    assert "Stopped; run `make demo` again to resume." in stopped.err
    assert "Traceback" not in stopped.err
    assert not embedded.find(home / "postgres")

    whole = _end(start())
    assert whole.code == 0, whole.err
    _require_an_answer(whole.out, "2-shutter-speed")
    assert "Added 24 students, 31 questions with their answers" in whole.out
    _require_links(whole.out)
    assert not embedded.find(home / "postgres")

    again = _end(start())
    assert again.code == 0, again.err
    assert again.err.count("is in the library already") == 3
    assert "$ chronos creator add" not in again.out
    _require_an_answer(again.out, "Shutter speed: how long the light comes in")
    assert "The school was filled before. Nothing was changed." in again.out
    _require_links(again.out)


def _require_links(printed: str) -> None:
    """For `make up`: one for the creator, one for a student."""
    links = re.findall(r"^  (the creator|Noor Haddad) +http://127.0.0.1:8000/sign-in/[\w-]{43}$", printed, re.MULTILINE)
    assert links == ["the creator", "Noor Haddad"]


def _require_an_answer(printed: str, title: str) -> None:
    printed, _, sold = printed.partition("Sam Student buys a membership on Whop")
    answer, _, refusal = printed.partition("The student asks: How do I bake sourdough bread?")
    cited = rf"“[^”]*[Ff]reez[^”]*”\n    \[1\] {title} at \d:\d\d   http://127.0.0.1:8000/videos/[-0-9a-f]{{36}}\?t="
    assert re.search(cited, answer)
    assert "no text was generated" in answer
    assert "\n  This is not covered in this course.\n  The videos never say “bake”, “sourdough” or “bread”." in refusal
    assert "no text was generated" not in refusal
    asked, _, refused = sold.partition("Sam Student cancels")
    assert re.search(cited, asked)
    assert "  403 membership_ended: " in refused


def _end(process: "subprocess.Popen[str]") -> Run:
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return Run(process.returncode, out, err)


def _wait_until_it_listens(home: Path) -> None:
    """Until a worker has taken the first job that transcribes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    query = "select from jobs.procrastinate_jobs where task_name = 'pipeline.transcribe' and status = 'doing'"
    while time.monotonic() < deadline:
        if server := embedded.find(home / "postgres"):
            try:
                with psycopg.connect(server.url()) as connection:
                    if connection.execute(query).fetchone() is not None:
                        return
            except psycopg.errors.UndefinedTable:
                pass  # the migrations are being applied
        time.sleep(0.1)
    pytest.fail("the demo never came to transcribing")
