"""Remember the last backup in the home: the database that it copied cannot."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chronos.operations.backup.back_up import BackedUp
from chronos.private_file import make_folder, write_text

FILE = "last-backup.json"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup made with this home."""

    created_at: datetime
    path: Path
    size_bytes: int


def note_backup(home: Path, done: BackedUp) -> None:
    """Write the note."""
    note = {"created_at": done.created_at, "path": str(done.path.absolute()), "size_bytes": done.size_bytes}
    make_folder(home)
    write_text(home / FILE, json.dumps(note) + "\n")


def last_backup(home: Path) -> LastBackup | None:
    """Read the note; None when it is missing or unreadable."""
    try:
        note = json.loads((home / FILE).read_text())
        return LastBackup(datetime.fromisoformat(note["created_at"]), Path(note["path"]), int(note["size_bytes"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
