"""`chronos up`, `chronos serve`."""

import os
import pty
import re
import socket
import subprocess
from pathlib import Path

import pytest

from chronos.cli.serve import listen
from chronos.errors import Invalid
from tests.cli.conftest import CHRONOS, RunChronos
from tests.conftest import ADatabase


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
        ended = up.stderr.read()
        assert f"The embedded server keeps running for chronos worker, process {worker.pid} on " in ended
        assert ended.endswith("\nChronos has stopped.\n")
        assert "Ada" in at_home("creator", "list").out
        worker.terminate()
        assert worker.wait(timeout=60) == 0
        assert worker.stderr
        assert worker.stderr.read().endswith("Chronos has stopped.\n")
    assert at_home("db", "stop").code == 0
    with started(server_home, "up", "--port", "0") as up:
        up.terminate()
        assert up.wait(timeout=60) == 0
    assert not (server_home / "postgres" / "postmaster.pid").exists()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("on_a_terminal", [True, False])
def test_a_sign_in_link_is_printed_on_a_terminal_only(
    chronos: RunChronos, creator: str, home: Path, database: ADatabase, tmp_path: Path, on_a_terminal: bool
) -> None:
    """A log is read by others, and kept."""
    said, rest = _start_and_stop(home, database, tmp_path, on_a_terminal)
    link = r"Sign in as Ada, once and within 15 minutes: http://127\.0\.0\.1:\d+/sign-in/[\w-]{43}\r\n"
    if on_a_terminal:
        assert re.fullmatch(link, said)
        assert "sign-in" not in rest
    else:
        assert said == f"`chronos token --creator {creator} --link` prints a link that signs in as Ada.\n"
        assert "sign-in/" not in rest + (tmp_path / "log").read_text()


@pytest.mark.parametrize("on_a_terminal", [True, False])
def test_where_no_school_is_a_link_begins_one(
    home: Path, database: ADatabase, tmp_path: Path, on_a_terminal: bool
) -> None:
    said, _ = _start_and_stop(home, database, tmp_path, on_a_terminal)
    if on_a_terminal:
        link = r"Begin your school, once and within an hour: http://127\.0\.0\.1:\d+/begin/[\w-]{43}\r\n"
        assert re.fullmatch(link, said)
    else:
        assert said == "`chronos creator begin` prints a link that begins your school in a browser.\n"


def _start_and_stop(home: Path, database: ADatabase, tmp_path: Path, on_a_terminal: bool) -> tuple[str, str]:
    """Return what the server says after its address, and the rest of its errors."""
    ours, its = pty.openpty()
    environment = {
        "PATH": "/usr/bin:/bin", "CHRONOS_HOME": str(home), "CHRONOS_DATABASE_URL": database.url, "HOME": str(tmp_path)
    }  # fmt: skip
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(CHRONOS), "serve", "--port", "0"],
            cwd=tmp_path, env=environment, stdout=its if on_a_terminal else log, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        os.close(its)
        assert process.stderr
        assert "Chronos is on http://127.0.0.1:" in process.stderr.readline()
        said = os.read(ours, 1000).decode() if on_a_terminal else process.stderr.readline()
        process.terminate()
        rest = process.communicate(timeout=60)[1]
    assert (process.returncode, rest.splitlines()[-1]) == (0, "Chronos has stopped.")
    os.close(ours)
    return said, rest


def test_taken_port_is_refused(chronos: RunChronos) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        run = chronos("serve", "--port", other.getsockname()[1])
    assert run.code == 2
    assert "--port" in run.message


@pytest.mark.parametrize("host", ["nonsense.invalid", "192.0.2.1", "a..b", "x" * 300, "[::1]", "a b"])
def test_a_host_that_is_not_of_this_machine_is_named(host: str) -> None:
    with pytest.raises(Invalid, match=rf"^The host {re.escape(host)} is not an address of this machine") as caught:
        listen(host, 0)
    assert caught.value.code == "host_invalid"


def test_host_is_checked_before_a_server_starts(chronos: RunChronos) -> None:
    run = chronos("serve", "--host", "nonsense.invalid")
    assert run.code == 2
    assert run.message.startswith("The host nonsense.invalid ")
