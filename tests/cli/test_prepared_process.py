"""A fork of the prepared process is to a test what the program is to its users."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cli.conftest import CHRONOS
from tests.cli.prepared_process import run_prepared


@pytest.mark.parametrize("words", [["--version"], ["videos", "--nonsense"], ["db", "backup"], ["db", "stop"]])
def test_fork_answers_as_the_program(words: list[str], tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "CHRONOS_HOME": str(tmp_path / "home")}
    program = subprocess.run(
        [CHRONOS, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert run_prepared(words, tmp_path, environment) == (program.returncode, program.stdout, program.stderr)


def test_forks_at_once_keep_their_answers_apart(tmp_path: Path) -> None:
    words = [f"nonsense-{number}" for number in range(4)]
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda word: run_prepared([word], tmp_path, {}), words))
    assert [code for code, _, _ in answers] == [2] * 4
    assert all(word in error for word, (_, _, error) in zip(words, answers, strict=True))
