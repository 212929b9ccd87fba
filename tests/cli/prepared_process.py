"""Run `chronos …` as a fork of a process that has imported it, which most of a short command's time goes into.

Each command has a process, working directory, environment, output and exit code of its own.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

IMPORTED = ("chronos.app", "chronos.cli.run_command", "chronos.cli.resolve_actor")
REQUEST_BYTES = 1 << 17
PATIENCE_SECONDS = 120


def run_prepared(words: Sequence[str], directory: Path, environment: Mapping[str, str]) -> tuple[int, str, str]:
    """Return exit code, output and errors of `chronos`."""
    request = json.dumps([list(words), str(directory), dict(environment)]).encode()
    ours, theirs = _pair()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err, ours:
        with theirs:
            socket.send_fds(_prepared(), [request], [theirs.fileno(), out.fileno(), err.fileno()])
        ours.settimeout(PATIENCE_SECONDS)
        process = int(ours.recv(32))
        try:
            code = os.waitstatus_to_exitcode(int(ours.recv(32)))
        except TimeoutError:
            os.kill(process, signal.SIGKILL)
            raise
        for file in (out, err):
            file.seek(0)
        return code, out.read(), err.read()


@cache
def _prepared() -> socket.socket:
    """Start the process, which ends with this one, and return the socket to it."""
    ours, theirs = _pair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())], pass_fds=[theirs.fileno()],
            cwd=Path(__file__).parents[2], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    atexit.register(process.wait)
    atexit.register(ours.close)  # first: the process ends by it
    return ours


def _pair() -> tuple[socket.socket, socket.socket]:
    """Return two ends between which messages stay apart."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def _serve(requests: socket.socket) -> tuple[list[str], list[int]]:
    """Return in each fork what it is to do: the words of a command, and its descriptors for output and errors."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        request, descriptors, _, _ = socket.recv_fds(requests, REQUEST_BYTES, 3)
        if not request:
            os._exit(0)
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            requests.close()
            words, directory, environment = json.loads(request)
            answer, *outputs = descriptors
            if command := os.fork():
                _report(command, socket.socket(fileno=answer))
            os.close(answer)
            os.chdir(directory)
            os.environ.clear()
            os.environ.update(environment)
            return words, outputs
        for descriptor in descriptors:
            os.close(descriptor)


def _report(command: int, answer: socket.socket) -> NoReturn:
    answer.send(str(command).encode())
    _, status = os.waitpid(command, 0)
    answer.send(str(status).encode())
    os._exit(0)


def _run(words: Sequence[str], outputs: Sequence[int]) -> None:
    from chronos.cli.main import run

    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, descriptor in enumerate((nothing, *outputs)):
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.argv = ["chronos", *words]
    vars(sys.modules["__main__"])["__package__"] = None  # Typer shows the name of a program, not of a module
    run()


if __name__ == "__main__":
    for module in IMPORTED:
        __import__(module)
    _run(*_serve(socket.socket(fileno=int(sys.argv[1]))))
