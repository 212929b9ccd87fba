"""The folder of the embedded server's socket: its data directory, or one of its own where that path is too long."""

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from chronos.db.server_user import give_to_server, seen_by_server, server_owner

LONGEST_BYTES = 103 - len("/.s.PGSQL.65535")  # of a folder, so that every system takes the socket's name
_PREFIX = "chronos-socket-"


def make_socket_folder(directory: Path, earlier: Path | None = None) -> Path:
    """Return the folder for the server to put its socket in, as the server reaches it.

    `earlier`: that of the same server before it was killed, where its clients look for it.
    """
    if len(os.fsencode(directory)) <= LONGEST_BYTES:
        return seen_by_server(directory)
    if earlier is not None and _is_servers(earlier):
        return earlier
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
    if folder is not None and _has_our_name(folder):
        shutil.rmtree(folder, ignore_errors=True)


def _has_our_name(folder: Path) -> bool:
    return folder.name.startswith(_PREFIX) and folder.parent == Path(tempfile.gettempdir())


def _is_servers(folder: Path) -> bool:
    """Return whether no other user can have put the folder there."""
    uid = (server_owner() or (os.geteuid(),))[0]
    with contextlib.suppress(OSError):
        found = folder.lstat()
        return (
            _has_our_name(folder) and stat.S_ISDIR(found.st_mode) and found.st_uid == uid and not found.st_mode & 0o077
        )
    return False
