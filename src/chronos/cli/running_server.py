"""Remember on which address this home's server runs, so that commands print links that lead there."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chronos.private_file import make_folder, owner_only

if TYPE_CHECKING:
    from chronos.config import Settings


@contextlib.contextmanager
def remembered(settings: "Settings") -> Iterator[None]:
    """Keep `public_url` in a file that is locked while the block runs; of several servers the last one's."""
    path = _path(settings.home)
    make_folder(path.parent)
    ours = f"{os.getpid()} {settings.public_url}\n"
    with open(path, "a+", opener=owner_only) as file:
        # A process id in a file may belong to another process after a crash; the system ends a lock with its process.
        fcntl.flock(file, fcntl.LOCK_SH)
        path.write_text(ours)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # the home may be gone
                if path.read_text() == ours:
                    path.write_text("")


def with_running_address(settings: "Settings") -> "Settings":
    """Return `settings` with the address of the server that runs, unless CHRONOS_PUBLIC_URL is set."""
    if "public_url" in settings.model_fields_set:
        return settings
    url = _running_address(_path(settings.home))
    return settings.model_copy(update={"public_url": url}) if url else settings


def _running_address(path: Path) -> str | None:
    with contextlib.suppress(OSError), path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read().strip().partition(" ")[2] or None
        file.truncate()  # its server was killed
    return None


def _path(home: Path) -> Path:
    return home / "running-server"
