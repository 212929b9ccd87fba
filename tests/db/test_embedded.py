"""The embedded server is known by its process and its directory, not by the process id in a file alone."""

import shutil
import subprocess
import sys
from pathlib import Path

from chronos.db import embedded
from tests.processes import killed_at_the_end


def copied_pid_file(server: embedded.EmbeddedServer, directory: Path) -> Path:
    """A data directory whose server was killed: its file is left."""
    directory.mkdir()
    return Path(shutil.copy(server.directory / "postmaster.pid", directory / "postmaster.pid"))


def test_a_running_server_is_found_in_its_directory_alone(server: embedded.EmbeddedServer, tmp_path: Path) -> None:
    assert embedded.find(server.directory) == server
    link = tmp_path / "link"
    link.symlink_to(server.directory)
    assert embedded.find(link) is not None
    copied_pid_file(server, tmp_path / "killed")  # its process id is another server's now
    assert embedded.find(tmp_path / "killed") is None


def test_the_process_id_of_another_program_is_no_server(server: embedded.EmbeddedServer, tmp_path: Path) -> None:
    file = copied_pid_file(server, tmp_path / "killed")
    lines = file.read_text().splitlines(keepends=True)
    wait = [sys.executable, "-c", "input()"]
    started = subprocess.Popen(wait, cwd=tmp_path / "killed", stdin=subprocess.PIPE)
    with killed_at_the_end(started) as other:
        file.write_text("".join([f"{other.pid}\n", *lines[1:]]))
        assert embedded.find(tmp_path / "killed") is None
    file.write_text("".join(["4194305\n", *lines[1:]]))
    assert embedded.find(tmp_path / "killed") is None
