"""`chronos up`, `chronos serve`."""

import socket
import subprocess
from pathlib import Path

from tests.cli.conftest import CHRONOS, RunChronos


def test_up_starts_and_stops_the_application(server_home: Path, models_home: Path, tmp_path: Path) -> None:
    """`chronos up` on the embedded server: it makes everything, says where it is, and stops cleanly."""
    server_home.mkdir()
    (server_home / "models").symlink_to(models_home / "models")
    environment = {"PATH": "/usr/bin:/bin", "CHRONOS_HOME": str(server_home), "HOME": str(tmp_path)}
    command = [str(CHRONOS), "up", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert "Chronos is on http://127.0.0.1:" in process.stderr.readline()
        process.terminate()
        assert process.wait(timeout=60) == 0
    assert not (server_home / "postgres" / "postmaster.pid").exists()


def test_taken_port_is_refused(chronos: RunChronos) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        run = chronos("serve", "--port", other.getsockname()[1])
    assert run.code == 2
    assert "--port" in run.message
