"""Run programs of the embedded server: as the caller, or for root as a user that has no other right."""

import contextlib
import os
import pwd
import subprocess
import tempfile
from pathlib import Path

from chronos.db.server_programs import programs_for_others, wheel_programs
from chronos.private_file import locked

NAME = "pgserver"
_LOCK = Path("/var/lib/chronos/.new-user.lock")
# What the process stands in. That user reaches it so, and needs no way through the folders above.
_HERE = Path("/proc/self/cwd")


def server_user() -> pwd.struct_passwd | None:
    """Return the user that root's server runs as, added on first use; None when the caller is not root."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(NAME)
    with locked(_LOCK):  # two at once would fail
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(NAME)
        subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
            check=True,
            capture_output=True,
            text=True,
        )
    return pwd.getpwnam(NAME)


def server_owner() -> tuple[int, int] | None:
    """Return the user and group to give a file or folder to that root has made for the server; None: leave it."""
    user = server_user()
    return None if user is None else (user.pw_uid, user.pw_gid)


def give_to_server(folder: Path) -> None:
    """Make the server the owner of an empty folder that the caller has just made."""
    if (owner := server_owner()) is not None:
        os.chown(folder, *owner)


def seen_by_server(directory: Path) -> Path:
    """Return the path by which programs that are run in `directory` reach it."""
    return _HERE if os.geteuid() == 0 and _HERE.exists() else directory


def run_program(directory: Path, name: str, *arguments: str | Path) -> None:
    """Run a program on the data in `directory`, with the umask 077 and no group of root's.

    Raises subprocess.CalledProcessError with what it said, OSError.
    """
    owner = server_owner()
    programs = wheel_programs() if owner is None else programs_for_others()
    user, group = owner or (None, None)
    # Files, not pipes: the server inherits them and would hold a pipe open while it runs.
    with tempfile.TemporaryFile("w+") as output:
        try:
            subprocess.run(
                [programs / name, "-D", seen_by_server(directory), *arguments],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=user,
                group=group,
                extra_groups=None if owner is None else [],
                umask=0o077,
                cwd=directory,
                # Ctrl-C in the terminal must not reach the server: it is stopped in order.
                start_new_session=True,
            )
        except subprocess.CalledProcessError as error:
            output.seek(0)
            error.stderr = output.read()
            raise
