"""A partly downloaded file: its bytes so far, the validator that a server compares them by, the name it gave them."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from chronos.private_file import make_folder, owner_only, write_text

SYNC_BYTES = 16 * 1024 * 1024  # written between two syncs


@dataclass(slots=True)
class Partial:
    """Every method blocks. A power cut may lose the bytes after the last `sync`."""

    path: Path
    url: str
    file: BinaryIO
    size_bytes: int = 0
    validator: str | None = None  # names these bytes in `If-Range`
    name: str | None = None
    _synced_bytes: int = 0

    @classmethod
    def opened(cls, path: Path, url: str) -> "Partial":
        """Open the file at `path` with the bytes that came from the same address, otherwise an empty one."""
        make_folder(path.parent)
        partial = cls(path, url, open(path, "ab", opener=owner_only))  # noqa: SIM115 - `close` closes it
        match _read(_note(path)):
            case {
                "url": noted,
                "validator": str(validator),
                "synced_bytes": int(size),
                "name": str() | None as name,
            } if noted == url:
                partial.size_bytes = partial._synced_bytes = min(partial.file.tell(), size)
                partial.validator = validator
                partial.name = name
        partial.file.truncate(partial.size_bytes)
        return partial

    def restart(self, validator: str | None, name: str | None = None) -> None:
        """Begin again with the first byte."""
        self.file.truncate(0)
        self.size_bytes = self._synced_bytes = 0
        self.validator, self.name = validator, name

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self.file.write(data)
        self.size_bytes += len(data)
        if self.size_bytes - self._synced_bytes >= SYNC_BYTES:
            self.sync()

    def sync(self) -> None:
        """Make the written bytes safe, and note how many there are."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self._synced_bytes = self.size_bytes
        note = {
            "url": self.url,
            "validator": self.validator,
            "synced_bytes": self.size_bytes,
            "name": self.name,
        }
        write_text(_note(self.path), json.dumps(note))

    def close(self) -> None:
        """Sync and close the file."""
        try:
            self.sync()
        finally:
            self.file.close()


def _note(path: Path) -> Path:
    return path.with_suffix(".json")


def _read(note: Path) -> object:
    try:
        return json.loads(note.read_text())
    except (OSError, ValueError):
        return None
