"""Remember on which address this home's server runs, so that commands print links that lead there."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chronos.config import Settings


@contextlib.contextmanager
def remembered(settings: "Settings") -> Iterator[None]:
    """Keep `public_url` beside this process's id while the block runs."""
    file = _file(settings.home)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{os.getpid()} {settings.public_url}\n")
    try:
        yield
    finally:
        if _read(file)[0] == os.getpid():  # another server may have started since
            file.unlink(missing_ok=True)


def with_running_address(settings: "Settings") -> "Settings":
    """Return `settings` with the address of the server that runs, unless CHRONOS_PUBLIC_URL is set."""
    if "public_url" in settings.model_fields_set:
        return settings
    pid, url = _read(_file(settings.home))
    return settings.model_copy(update={"public_url": url}) if url and _is_alive(pid) else settings


def _read(file: Path) -> tuple[int, str]:
    try:
        pid, url = file.read_text().split()
        return int(pid), url
    except (OSError, ValueError):
        return 0, ""


def _is_alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _file(home: Path) -> Path:
    return home / "running-server"
