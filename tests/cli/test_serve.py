"""`chronos up`, `chronos serve`."""

import socket
import subprocess
from pathlib import Path

from tests.cli.conftest import CHRONOS, RunChronos


def started(home: Path, command: str, *options: str) -> subprocess.Popen[str]:
    """Start a server and wait until it works."""
    environment = {"PATH": "/usr/bin:/bin", "CHRONOS_HOME": str(home), "HOME": str(home)}
    process = subprocess.Popen(
        [str(CHRONOS), command, *options], cwd=home, env=environment, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    line = process.stderr.readline()
    assert "Chronos is on http://127.0.0.1:" in line or "The worker is running" in line
    return process


def test_up_starts_and_stops_the_application(at_home: RunChronos, server_home: Path) -> None:
    """`chronos up` on the embedded server makes everything, keeps its database while it runs, and stops cleanly."""
    assert at_home("creator", "add", "Ada").code == 0
    assert at_home("db", "backup", "ada.chronos").code == 0
    assert at_home("db", "stop").code == 0
    with started(server_home, "up", "--port", "0") as up, started(server_home, "worker") as worker:
        for command in (
            ("reset", "--yes"),
            ("restore", "ada.chronos"),
            ("stop",),
            ("start", "--tcp-port", free_port()),
        ):
            run = at_home("db", *command)
            assert run.code == 2, command
            assert f"is in use by chronos up, process {up.pid} on " in run.message
            assert f"; chronos worker, process {worker.pid} on " in run.message
        up.terminate()
        assert up.wait(timeout=60) == 0
        assert up.stderr
        assert f"The embedded server keeps running for chronos worker, process {worker.pid} on " in up.stderr.read()
        assert "Ada" in at_home("creator", "list").out
        worker.terminate()
        assert worker.wait(timeout=60) == 0
    assert at_home("db", "stop").code == 0
    with started(server_home, "up", "--port", "0") as up:
        up.terminate()
        assert up.wait(timeout=60) == 0
    assert not (server_home / "postgres" / "postmaster.pid").exists()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_taken_port_is_refused(chronos: RunChronos) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        run = chronos("serve", "--port", other.getsockname()[1])
    assert run.code == 2
    assert "--port" in run.message
