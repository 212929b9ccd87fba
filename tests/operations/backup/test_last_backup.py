"""The last backup is remembered in the home."""

from datetime import UTC, datetime
from pathlib import Path

from chronos.operations.backup import BackedUp, last_backup, note_backup
from chronos.operations.backup.last_backup import FILE


def test_note_is_read_back(tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert last_backup(home) is None
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    note_backup(home, BackedUp(tmp_path / "backup", 7, moment.isoformat(), [], 0, 0, []))
    note = last_backup(home)
    assert note is not None
    assert (note.created_at, note.path, note.size_bytes) == (moment, tmp_path / "backup", 7)


def test_unreadable_note_is_none(tmp_path: Path) -> None:
    for text in ("", "{}", "[1]", '{"created_at": "soon", "path": "x", "size_bytes": 1}'):
        (tmp_path / FILE).write_text(text)
        assert last_backup(tmp_path) is None
