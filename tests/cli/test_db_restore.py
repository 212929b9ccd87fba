"""The commands that look after the database, on the embedded server of a home of their own."""

import json
from pathlib import Path

import pytest

from chronos.db import embedded
from tests.cli.conftest import RunChronos, runner


@pytest.fixture
def at_home(tmp_path: Path, server_home: Path) -> RunChronos:
    """Run `chronos …` with nothing but a home."""
    return runner(tmp_path, CHRONOS_HOME=str(server_home))


def test_from_nothing_and_back(at_home: RunChronos, tmp_path: Path, server_home: Path) -> None:
    assert at_home("creator", "add", "Ada").code == 0
    for command in (("stats",), ("reindex",), ("backup", "ada.backup"), ("doctor",)):
        run = at_home("db", *command)
        assert run.code == 0, run.err
    doctor = {one["check"]: one for one in json.loads(at_home("db", "doctor", "--json").out)["checks"]}
    assert doctor["backups"]["evidence"] == "the last is 0 hours old"
    assert at_home("db", "restore", "ada.backup").code == 2
    assert at_home("db", "reset", "--yes").code == 0
    assert at_home("creator", "list").out.count("Ada") == 0
    back = at_home("db", "restore", "ada.backup")
    assert back.code == 0, back.err
    assert at_home("creator", "list").out.count("Ada") == 1
    second = server_home.with_name("second")
    elsewhere = runner(tmp_path, CHRONOS_HOME=str(second))
    try:
        assert elsewhere("db", "restore", "ada.backup").code == 0  # into a server that this command makes
        assert elsewhere("creator", "list").out.count("Ada") == 1
    finally:
        embedded.stop(second / "postgres")
