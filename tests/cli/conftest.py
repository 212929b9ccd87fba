"""The command line as its users run it: a process, its output and its exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from tests.cli.prepared_process import run_prepared
from tests.conftest import ADatabase
from tests.media import a_silent_video

CHRONOS = Path(sys.executable).parent / "chronos"


@dataclass(frozen=True)
class Run:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def message(self) -> str:
        """The one line of an error."""
        [line] = [line for line in self.err.splitlines() if line.startswith("chronos: ")]
        return line.removeprefix("chronos: ")


RunChronos = Callable[..., Run]


CAPTIONS = """1
00:00:00,000 --> 00:00:04,000
A wide aperture lets in more light and blurs the background.

2
00:00:04,500 --> 00:00:09,000
A fast shutter speed freezes the motion of a runner in mid air.
"""


@pytest.fixture
def home(tmp_path: Path, models_home: Path) -> Path:
    """A data directory of this test's own, with the models."""
    made = tmp_path / "home"
    made.mkdir()
    (made / "models").symlink_to(models_home / "models")
    return made


@pytest.fixture
def chronos(home: Path, database: ADatabase, tmp_path: Path) -> RunChronos:
    """Run `chronos …` on this test's database."""
    return runner(tmp_path, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=database.url)


def runner(directory: Path, **settings: str) -> RunChronos:
    """Run `chronos …` in `directory` with only these settings."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CHRONOS_")} | settings

    def run(*words: object, **more: str) -> Run:
        if all(name.startswith("CHRONOS_") for name in more):
            return Run(*run_prepared([*map(str, words)], directory, environment | more))
        done = subprocess.run(
            [str(CHRONOS), *map(str, words)],
            cwd=directory,
            env=environment | more,
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    return run


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask_in_chat(home: Path, database: ADatabase, tmp_path: Path) -> Ask:
    """Return `ask(question, *options)`, which asks by `chronos chat` and returns the message of the answer."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHRONOS_")}
    settings = {"CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": database.url}

    def ask(question: str, *options: str) -> dict[str, Any]:
        done = subprocess.run(
            [str(CHRONOS), "chat", "--json", *options],
            cwd=tmp_path,
            env=environment | settings,
            capture_output=True,
            text=True,
            timeout=120,
            input=f"{question}\n",
        )
        assert done.returncode == 0, done.stderr
        [message] = [each["message"] for each in map(json.loads, done.stdout.splitlines()) if each["event"] == "done"]
        return cast("dict[str, Any]", message)

    return ask


@pytest.fixture
def creator(chronos: RunChronos) -> str:
    """The only creator."""
    return chronos("creator", "add", "Ada").out.strip()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "talk.srt").write_text(CAPTIONS)
    return a_silent_video(tmp_path / "talk.mp4", seconds=10)


@pytest.fixture
def at_home(server_home: Path, models_home: Path) -> RunChronos:
    """Run `chronos …` with nothing but a home."""
    server_home.mkdir()
    (server_home / "models").symlink_to(models_home / "models")
    return runner(server_home, CHRONOS_HOME=str(server_home))


@pytest.fixture
def by_url(tmp_path: Path, home: Path, empty_database: ADatabase) -> RunChronos:
    """Run `chronos …` on a database elsewhere, with the platform and no migration."""
    return runner(home, CHRONOS_HOME=str(home), CHRONOS_DATABASE_URL=empty_database.url)
