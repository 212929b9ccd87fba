"""Call a guest: have a process of its own, which has nothing but one channel, probe or decode a file."""

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from chronos.errors import Invalid, ProviderError
from chronos.providers.speech.media.channel import (
    BYTES,
    DONE,
    FAILED,
    READ,
    REFUSED,
    REQUEST,
    Closed,
    receive_frame,
    send_frame,
)

PATIENCE_SECONDS = 90.0  # without a word from the guest
_COMMAND = (sys.executable, "-P", "-m", "chronos.providers.speech.media.guest.fork_guests")
# What Python needs to start. The rest of our environment holds passwords, and a guest has no use for it.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT")
_KILLED_FROM_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


class Guests:
    """Starts guests; the process that forks them is started once, by the first of a process's calls."""

    def __init__(self, command: Sequence[str] = _COMMAND, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._command = command
        self._patience_seconds = patience_seconds
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0  # the process that started it: a fork of ours starts its own

    def call(self, file: BinaryIO, request: dict[str, Any]) -> Iterator[tuple[bytes, bytes]]:
        """Yield the frames with which a guest answers `request` about `file`.

        Raises Invalid as the guest does, and (`decoder_stopped`) when the file makes it crash, or use more memory or
        time than it may; ProviderError when the guest was ended by something else.
        """
        size = file.seek(0, os.SEEK_END)
        with self._guest() as (channel, report):
            pid = int.from_bytes(os.read(report, 4))
            try:
                send_frame(channel, REQUEST, json.dumps({**request, "size_bytes": size}).encode())
                while True:
                    kind, payload = self._receive(channel)
                    if kind == DONE:
                        return
                    if kind == READ:
                        send_frame(channel, BYTES, _piece(file, payload))
                    else:
                        yield _checked(kind, payload)
            except Closed as error:
                raise _stopped(os.read(report, 4)) from error
            finally:
                with contextlib.suppress(ProcessLookupError):
                    if pid and not select.select([report], [], [], 0)[0]:  # not reaped yet: the id is still its own
                        os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """End the process that forks, and with it every guest."""
        with self._lock:
            if self._control is not None and self._process is not None and self._owner == os.getpid():
                self._control.close()
                self._process.wait()
            self._control = self._process = None

    def _receive(self, channel: int) -> tuple[bytes, bytes]:
        if not select.select([channel], [], [], self._patience_seconds)[0]:
            raise Invalid(
                f"The file keeps the decoder busy for more than {self._patience_seconds:.0f} s: "
                "export it again with another program.",
                code="decoder_stopped",
            )
        return receive_frame(channel)

    @contextlib.contextmanager
    def _guest(self) -> Iterator[tuple[int, int]]:
        ours, theirs = socket.socketpair()
        report, theirs_report = os.pipe()
        try:
            try:
                self._start_guest([theirs.fileno(), theirs_report])
            finally:
                theirs.close()
                os.close(theirs_report)
            yield ours.fileno(), report
        finally:
            ours.close()
            os.close(report)

    def _start_guest(self, descriptors: list[int]) -> None:
        with self._lock:
            for _ in range(2):  # once more if the process that forks was killed
                if self._control is None or self._process is None or self._owner != os.getpid():
                    self._start()
                assert self._control is not None  # noqa: S101 - just started
                try:
                    socket.send_fds(self._control, [b"1"], descriptors)
                except OSError:
                    self._control.close()
                    self._control = None
                    if self._process is not None and self._owner == os.getpid():
                        self._process.wait()
                else:
                    return
        raise ProviderError("The decoder cannot be started: try again.", code="decoder_unavailable")

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*self._command, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
                | {"OPENBLAS_NUM_THREADS": "1"},  # a process that forks has one thread
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for us
            )
        self._control, self._owner = ours, os.getpid()
        atexit.register(self.close)


def _piece(file: BinaryIO, payload: bytes) -> bytes:
    file.seek(int.from_bytes(payload[:8]))
    return file.read(int.from_bytes(payload[8:12]))


def _checked(kind: bytes, payload: bytes) -> tuple[bytes, bytes]:
    if kind == REFUSED:
        message, code = json.loads(payload)
        raise Invalid(str(message), code=code)
    if kind == FAILED:
        raise RuntimeError(payload.decode())
    return kind, payload


def _stopped(report: bytes) -> Invalid | ProviderError:
    status = int.from_bytes(report)
    end = os.WTERMSIG(status) if report and os.WIFSIGNALED(status) else None
    if end is None or end in _KILLED_FROM_OUTSIDE:
        return ProviderError(
            "The decoder was ended from outside, as on a full machine: try again.", code="decoder_unavailable"
        )
    why = "uses more processor time than a decoder may" if end == signal.SIGXCPU else "crashes the decoder"
    return Invalid(f"The file {why}: export it again with another program.", code="decoder_stopped")


# One for each process of ours, as there is one process that forks.
GUESTS = Guests()
