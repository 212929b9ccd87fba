"""Files and folders for their owner alone, whatever the umask."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600
OTHERS = 0o077  # what the group and all other users may do


def owner_only(path: str, flags: int) -> int:
    """Open a file for `open(…, opener=owner_only)`: a new one is its owner's alone."""
    return os.open(path, flags, FILE_MODE)


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing; existing ones keep their modes."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(FOLDER_MODE, exist_ok=True)


def write_text(path: Path, text: str, owner: tuple[int, int] | None = None) -> None:
    """Put a new file with this text in the place of the file, or link, that has the name. `owner`: user and group."""
    with _draft(path, text, owner) as draft:
        draft.replace(path)


def kept_secret(path: Path) -> str:
    """Read the secret in `path`, or create it; processes that start at once agree on one."""
    make_folder(path.parent)
    if not path.exists():
        # Fails when another process was first: its secret counts.
        with _draft(path, secrets.token_urlsafe(48)) as draft, contextlib.suppress(FileExistsError):
            os.link(draft, path)
    return path.read_text().strip()


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of this file during the block; the system lets go of it however the process ends."""
    make_folder(path.parent)
    with open(path, "ab", opener=owner_only) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def tighten(paths: Iterable[Path]) -> None:
    """Take from others what an older version gave them; links, and what belongs to another user, are left."""
    for path in open_to_others(paths):
        with contextlib.suppress(PermissionError):
            path.chmod(path.stat().st_mode & ~OTHERS)


def open_to_others(paths: Iterable[Path]) -> list[Path]:
    """Return those that others may open or change."""
    return [path for path in paths if not path.is_symlink() and path.exists() and path.stat().st_mode & OTHERS]


@contextlib.contextmanager
def _draft(path: Path, text: str, owner: tuple[int, int] | None = None) -> Iterator[Path]:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(draft, "x", opener=owner_only) as file:
            if owner is not None:
                os.fchown(file.fileno(), *owner)
            file.write(text)
        yield draft
    finally:
        draft.unlink(missing_ok=True)
