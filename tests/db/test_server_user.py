"""Who the programs of the embedded server run as."""

import os
import subprocess
from pathlib import Path

import pytest

from chronos.db.server_user import give_to_server, run_program, seen_by_server, server_owner, server_user


@pytest.mark.skipif(os.geteuid() == 0, reason="root's server runs as a user of its own")
def test_plain_user_runs_it_itself(tmp_path: Path) -> None:
    assert (server_user(), server_owner(), seen_by_server(tmp_path)) == (None, None, tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="a plain user runs it itself")
def test_roots_user_reaches_a_folder_below_closed_ones(tmp_path: Path) -> None:
    data = tmp_path / "closed" / "data"
    data.mkdir(parents=True)
    data.parent.chmod(0o700)
    give_to_server(data)
    run_program(data, "initdb", "--no-sync", "--no-instructions")
    assert {(path.lstat().st_uid, path.lstat().st_gid) for path in data.rglob("*")} == {server_owner()}
    assert data.parent.stat().st_mode & 0o777 == 0o700


def test_failure_says_what_the_program_said(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run_program(tmp_path, "pg_controldata")
    assert "pg_control" in caught.value.stderr
