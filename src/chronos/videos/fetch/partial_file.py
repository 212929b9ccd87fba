"""A file that arrives from elsewhere: its bytes so far, and what tells whether the rest belongs to them."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SYNC_BYTES = 16 * 1024 * 1024  # written before they are made sure of


@dataclass(slots=True)
class Partial:
    """Everything here blocks. What `size_bytes` counts beyond the last `sync` may be lost with the machine's power."""

    path: Path
    url: str
    file: BinaryIO
    size_bytes: int = 0
    validator: str | None = None  # what an `If-Range` can say of these bytes
    _synced_bytes: int = 0

    @classmethod
    def opened(cls, path: Path, url: str) -> "Partial":
        """The file at `path` as far as it came from the same address, else an empty one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = cls(path, url, path.open("ab"))
        match _read(_note(path)):
            case {"url": noted, "validator": str(validator), "synced_bytes": int(size)} if noted == url:
                partial.size_bytes = partial._synced_bytes = min(partial.file.tell(), size)
                partial.validator = validator
        partial.file.truncate(partial.size_bytes)
        return partial

    def restart(self, validator: str | None) -> None:
        """Begin again with the first byte."""
        self.file.truncate(0)
        self.size_bytes = self._synced_bytes = 0
        self.validator = validator

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self.file.write(data)
        self.size_bytes += len(data)
        if self.size_bytes - self._synced_bytes >= SYNC_BYTES:
            self.sync()

    def sync(self) -> None:
        """Make sure of what there is, and note it."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self._synced_bytes = self.size_bytes
        note = {"url": self.url, "validator": self.validator, "synced_bytes": self.size_bytes}
        draft = self.path.with_suffix(".draft")
        draft.write_text(json.dumps(note))
        draft.replace(_note(self.path))

    def close(self) -> None:
        """Make sure of it and let go of it."""
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
