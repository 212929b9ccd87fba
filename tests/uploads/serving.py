"""`chronos serve` as a process that can be killed, and a connection to it that can be cut."""

import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

import httpx2

CHRONOS = Path(sys.executable).parent / "chronos"
START_SECONDS = 60
READ_BYTES = 65536


class ServerProcess:
    """The server on a port of its own, which it keeps when it is started again."""

    def __init__(self, settings: Mapping[str, str], directory: Path, port: int | None = None) -> None:
        self.port = port or _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {k: v for k, v in os.environ.items() if not k.startswith("CHRONOS_")} | dict(settings)
        self._directory = directory
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self._directory / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [CHRONOS, "serve", "--port", str(self.port)],
                env=self._environment,
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(httpx2.HTTPError):
                if httpx2.get(f"{self.url}/healthz", timeout=5).status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError((self._directory / "server.log").read_text())

    def kill(self) -> None:
        """As the kernel does it when memory runs out."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)


class Cable:
    """A connection to `port` that calls `at_cut` when so many bytes have gone through it towards the server."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = threading.Lock()
        self._left: int | None = None
        self._at_cut: Callable[[], None] = lambda: None
        self._ends: list[socket.socket] = []
        self._is_open = True
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def arm(self, after_bytes: int, at_cut: Callable[[], None]) -> None:
        """Call `at_cut` once, after that many bytes from now on."""
        with self._lock:
            self._left, self._at_cut = after_bytes, at_cut

    def cut(self) -> None:
        """Every connection breaks at once, in both directions, without a farewell."""
        with self._lock:
            ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_open = False
        self.cut()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _accept(self) -> None:
        while self._is_open:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=[near], daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        with ExitStack() as stack:
            stack.enter_context(near)
            try:
                far = stack.enter_context(socket.create_connection(("127.0.0.1", self._target)))
            except OSError:
                return
            with self._lock:
                self._ends += [near, far]
            with suppress(OSError, ValueError):
                self._carry(near, far)

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        while True:
            for end in select.select([near, far], [], [])[0]:
                piece = end.recv(READ_BYTES)
                if not piece:
                    return
                if end is near:
                    piece = self._counted(piece, far)
                (far if end is near else near).sendall(piece)

    def _counted(self, piece: bytes, far: socket.socket) -> bytes:
        """The rest of `piece` to send, after the call that it was due for."""
        with self._lock:
            if self._left is None or len(piece) < self._left:
                self._left = None if self._left is None else self._left - len(piece)
                return piece
            cut, self._left = self._left, None
        far.sendall(piece[:cut])
        self._at_cut()
        return piece[cut:]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
