"""When the last backup was made, kept in the home: the database of that moment cannot know."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chronos.operations.backup.back_up import BackedUp

FILE = "last-backup.json"


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was made from here."""

    created_at: datetime
    path: Path
    size_bytes: int


def note_backup(home: Path, done: BackedUp) -> None:
    """Remember it."""
    note = {"created_at": done.created_at, "path": str(done.path.absolute()), "size_bytes": done.size_bytes}
    home.mkdir(parents=True, exist_ok=True)
    (home / FILE).write_text(json.dumps(note) + "\n")


def last_backup(home: Path) -> LastBackup | None:
    """What is remembered; None when nothing is, or it cannot be read."""
    try:
        note = json.loads((home / FILE).read_text())
        return LastBackup(datetime.fromisoformat(note["created_at"]), Path(note["path"]), int(note["size_bytes"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
