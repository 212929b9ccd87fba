"""Fork guests: one process loads the decoder once, and forks a fresh guest for each file.

Run by `call_guest`: python -m chronos.providers.speech.media.guest.fork_guests DESCRIPTOR
"""

import contextlib
import importlib
import os
import pkgutil
import select
import signal
import socket
import sys

import av

from chronos.providers.speech.media.guest.serve_request import serve_request


def fork_guests(control: socket.socket) -> None:
    """Fork a guest for each pair of descriptors from `control`, until it is closed.

    The first is the guest's channel. The second receives the guest's process id, and its wait status when it has ended.
    """
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    reports: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([control.fileno(), woken], [], [])
        if woken in ready:
            os.read(woken, 512)
            _reap(reports)
        if control.fileno() in ready:
            _, descriptors, _, _ = socket.recv_fds(control, 1, 2)
            if not descriptors:
                break
            channel, report = descriptors
            pid = os.fork()
            if pid == 0:
                _be_guest(channel, [control.fileno(), woken, waker, report, *reports.values()])
            os.close(channel)
            reports[pid] = report
            _tell(report, pid)
    for pid in reports:
        os.kill(pid, signal.SIGKILL)


def _be_guest(channel: int, others: list[int]) -> None:
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for each in others:
            os.close(each)
        serve_request(channel)
        status = 0
    finally:
        os._exit(status)


def _reap(reports: dict[int, int]) -> None:
    while reports:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        report = reports.pop(pid)
        _tell(report, status)
        os.close(report)


def _tell(report: int, number: int) -> None:
    with contextlib.suppress(BrokenPipeError):  # the host may need it no more
        os.write(report, number.to_bytes(4))


def _load_all() -> None:
    """Import the modules that PyAV loads when it meets a track of their kind: a guest can open no file."""
    for module in pkgutil.walk_packages(av.__path__, "av."):
        if not module.name.endswith(("__main__", "datasets")):
            importlib.import_module(module.name)


if __name__ == "__main__":
    _load_all()
    fork_guests(socket.socket(fileno=int(sys.argv[1])))
