"""Files of the local store: on disk before they have their name, and never written to once they have it. Blocking."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from chronos.private_file import FILE_MODE, FOLDER_MODE, owner_only

# What a file system answers that cannot give a file a second name.
_NO_LINKS = frozenset({errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK})
_ATTEMPTS = 5  # at a folder that another process removes because it is empty


def link(source: Path, target: Path) -> bool:
    """Give the file a second name; False when that takes a copy, as on another file system. Raises FileExistsError."""
    _renew(source)
    source.chmod(FILE_MODE)
    sync_path(source)
    try:
        _named(target, lambda: os.link(source, target))
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    return True


def write(source: Path | bytes, draft: Path, target: Path, *, replace: bool) -> None:
    """Copy `source` to `target` by way of `draft`. Raises FileExistsError unless `replace`."""
    _make_folder(draft.parent)
    try:
        with open(draft, "xb", opener=owner_only) as file:
            if isinstance(source, bytes):
                file.write(source)
            else:
                with source.open("rb") as original:
                    shutil.copyfileobj(original, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            _named(target, lambda: draft.replace(target))
        else:
            _named(target, lambda: os.link(draft, target))
    finally:
        draft.unlink(missing_ok=True)


def rename(source: Path, target: Path) -> None:
    """Give the file another name in place of the one it has, replacing what was there."""
    _renew(source)
    _named(target, lambda: source.replace(target))
    if source != target:
        source.unlink(missing_ok=True)  # rename(2) leaves both names of one file


def _renew(path: Path) -> None:
    """Make it as young as a file that is written now: with a new name it has no row yet, and what is old is swept."""
    os.utime(path)


def _named(target: Path, give_name: Callable[[], object]) -> None:
    """Have `give_name` make `target`, and that on disk before this returns."""
    for attempt in range(_ATTEMPTS):
        _make_folder(target.parent)
        try:
            give_name()
            sync_path(target.parent)
            return
        except FileNotFoundError:
            if attempt == _ATTEMPTS - 1 or target.parent.is_dir():
                raise


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(FOLDER_MODE, exist_ok=True)
    sync_path(folder.parent)


def sync_path(path: Path) -> None:
    """Make a file, or the names in a folder, safe on disk before this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
