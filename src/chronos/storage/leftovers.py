"""The folder for what comes in: what lies there, and how it is cleared. Blocking."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from chronos.storage.sweep_plan import IncomingFile
from chronos.storage.uploads.folder import FOLDER


def list_staged(incoming: Path) -> dict[UUID, IncomingFile]:
    """By upload: all of its files as one, as young as the youngest."""
    found: dict[UUID, IncomingFile] = {}
    for file in _files(incoming / FOLDER, incoming):
        with suppress(ValueError):
            id_ = UUID(Path(file.name).name.partition(".")[0])
            before = found.get(id_, file)
            size = file.size_bytes + (before.size_bytes if before is not file else 0)
            found[id_] = IncomingFile(str(id_), size, max(file.modified_at, before.modified_at))
    return found


def list_leftovers(incoming: Path) -> list[IncomingFile]:
    """Everything but uploads under way, which have rows."""
    staged = f"{FOLDER}/"
    return [file for file in _files(incoming, incoming) if not file.name.startswith(staged)]


def remove_leftover(incoming: Path, name: str, before: datetime) -> bool:
    """Remove the file if nobody has written to it since, and the folders that are empty then."""
    path = incoming / name
    try:
        if _modified(path) >= before:
            return False
        path.unlink()
        for folder in path.relative_to(incoming).parents:
            if folder != Path():
                (incoming / folder).rmdir()
    except FileNotFoundError:
        return False
    except OSError:
        if path.exists():
            raise
    return True


def _files(folder: Path, incoming: Path) -> Iterator[IncomingFile]:
    for path in folder.rglob("*") if folder.is_dir() else ():
        with suppress(FileNotFoundError):  # it went since it was listed
            if path.is_file() and not path.is_symlink():
                yield IncomingFile(str(path.relative_to(incoming)), path.stat().st_size, _modified(path))


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
