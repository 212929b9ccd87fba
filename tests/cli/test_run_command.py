"""An error is one line and an exit code."""

import os
import re
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import CHRONOS, RunChronos
from tests.conftest import ADatabase


@pytest.mark.parametrize("settings", [{"CHRONOS_JWT_SECRET": "short"}, {"CHRONOS_THREADS": "many"}])
def test_invalid_setting_is_refused_without_its_value(chronos: RunChronos, settings: dict[str, str]) -> None:
    run = chronos("videos", **settings)
    assert run.code == 2
    assert next(iter(settings)) in run.message
    assert settings.get("CHRONOS_JWT_SECRET", "…") not in run.err


@pytest.mark.parametrize("name", ["CHRONOS_EMBEDDER", "CHRONOS_LANGUAGE_MODEL"])
def test_unknown_provider_is_refused(chronos: RunChronos, creator: str, name: str) -> None:
    run = chronos("ask", "anything", **{name: "none-such"})
    assert run.code == 2
    assert f"{name}=none-such" in run.message


@pytest.mark.parametrize("places", ["localhost", ":80", "localhost:http", "http://localhost:80/"])
def test_invalid_import_from_is_refused(chronos: RunChronos, places: str) -> None:
    run = chronos("videos", CHRONOS_IMPORT_FROM=places)
    assert run.code == 2
    assert "CHRONOS_IMPORT_FROM" in run.message


@pytest.mark.parametrize("command", ["search", "ask"])
def test_rate_limit_says_when_to_retry(chronos: RunChronos, creator: str, database: ADatabase, command: str) -> None:
    student = chronos("student", "add", "Sam", "--creator", creator).out.strip()
    with psycopg.connect(database.url) as connection:
        # So slowly that no machine is too slow for the test.
        connection.execute("update private.rate_limits set burst = 1, per_minute = 0.1 where per = 'student'")
    assert chronos(command, "What is light?", "--as", student).code == 0
    refused = chronos(command, "What is light?", "--as", student)
    assert refused.code == 4
    assert re.fullmatch(
        r"Too many questions\. Try again in \d+ minutes; keyword search still works\.",
        refused.message,
    )
    assert chronos("search", "light", "--words", "--as", student).code == 0


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["creator", "list"]])
def test_output_that_cannot_be_written_is_said(
    chronos: RunChronos, home: Path, database: ADatabase, words: list[str]
) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [CHRONOS, *words],
            env=os.environ | {"CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": database.url},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (5, "chronos: The output cannot be written: No space left on device.\n")


def test_short_options(chronos: RunChronos) -> None:
    assert chronos("-h").out == chronos("--help").out
    assert chronos("db", "push", "-h").out.startswith("Usage: chronos db push")
    assert re.fullmatch(r"chronos \d+\.\d+\.\d+\S*\n", chronos("--version").out)


def test_shells_complete_commands(chronos: RunChronos) -> None:
    completed = chronos("--help", _CHRONOS_COMPLETE="complete_bash", COMP_WORDS="chronos stu", COMP_CWORD="1")
    assert completed.out.split() == ["student"]
