"""`chronos storage sweep` and `chronos storage verify`."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from tests.cli.conftest import RunChronos


def test_dry_run_shows_what_sweep_deletes(chronos: RunChronos, creator: str, film: Path, home: Path) -> None:
    chronos("add", film)
    unknown = home / "storage" / "videos" / creator / "unknown.mp4"
    unknown.parent.mkdir(parents=True, exist_ok=True)
    unknown.write_bytes(b"x" * 2048)
    two_hours_ago = datetime.now(UTC).timestamp() - 7200
    os.utime(unknown, (two_hours_ago, two_hours_ago))

    told = chronos("storage", "sweep", "--dry-run").out
    assert f"2.0 kB  videos/{creator}/unknown.mp4  without a row" in told
    assert told.endswith("1 file would be deleted: 2.0 kB.\n")
    assert json.loads(chronos("storage", "sweep", "--dry-run", "--json").out) == {
        "would_remove": [
            {
                "kind": "bytes",
                "name": f"videos/{creator}/unknown.mp4",
                "size_bytes": 2048,
                "reason": "without a row",
            }
        ],
        "bytes": 2048,
    }
    assert unknown.exists()

    swept = json.loads(chronos("storage", "sweep", "--json").out)
    assert (len(swept["removed"]), swept["spared"], swept["failed"], swept["bytes_freed"]) == (1, [], [], 2048)
    assert not unknown.exists()
    assert chronos("storage", "sweep").out == "0 files deleted: 0 bytes.\n"
    assert len([path for path in (home / "storage").rglob("*") if path.is_file()]) == 1


def test_damage_is_found(chronos: RunChronos, creator: str, film: Path, home: Path) -> None:
    chronos("add", film)
    told = chronos("storage", "verify")
    assert told.code == 0, told.err
    assert "1 files, 1 of them read completely" in told.out
    assert "0 missing, 0 changed, 0 unknown." in told.out
    [source] = [path for path in (home / "storage").rglob("*") if path.is_file()]
    source.write_bytes(film.read_bytes()[:-1] + b"?")
    changed = chronos("storage", "verify", "--json")
    assert (changed.code, changed.message) == (5, "Stored files are missing or changed. Restore them from a backup.")
    [finding] = json.loads(changed.out)["findings"]
    assert (finding["trouble"], finding["name"]) == ("changed", f"videos/{source.relative_to(home / 'storage/videos')}")
    source.unlink()
    missing = chronos("storage", "verify")
    assert missing.code == 5
    assert "1 missing" in missing.out
