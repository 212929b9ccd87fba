"""The folder of the embedded server's socket: its data directory, or one of its own where that path is too long."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from chronos.db.server_user import give_to_server, seen_by_server

LONGEST_BYTES = 103 - len("/.s.PGSQL.65535")  # of a folder, so that every system takes the socket's name
_PREFIX = "chronos-socket-"


def make_socket_folder(directory: Path) -> Path:
    """Return the folder for the server to put its socket in, as the server reaches it."""
    if len(os.fsencode(directory)) <= LONGEST_BYTES:
        return seen_by_server(directory)
    # A name that cannot be guessed: what someone else put below the system's temporary folder is never used.
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    give_to_server(folder)
    return folder


def find_socket_folder(directory: Path) -> Path | None:
    """Return the folder of the socket as clients reach it; None when no server has run since the last clean stop."""
    with contextlib.suppress(OSError, IndexError):
        noted = Path((directory / "postmaster.pid").read_text().splitlines()[4])
        return directory if noted == seen_by_server(directory) else noted
    return None


def remove_socket_folder(folder: Path | None) -> None:
    """Remove a folder that `make_socket_folder` made; any other is left."""
    if folder is not None and folder.name.startswith(_PREFIX) and folder.parent == Path(tempfile.gettempdir()):
        shutil.rmtree(folder, ignore_errors=True)
