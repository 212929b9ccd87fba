"""`chronos remove`."""

import json
from pathlib import Path

from tests.cli.conftest import RunChronos


def test_remove_deletes_a_video_for_good(chronos: RunChronos, creator: str, film: Path, home: Path) -> None:
    added = json.loads(chronos("add", film, "--captions", film.with_suffix(".srt"), "--json").out)
    [video] = added["videos"]
    unasked = chronos("remove", video["id"])
    assert (unasked.code, "pass --yes" in unasked.message) == (2, True)
    assert chronos("remove", "nonsense", "--yes").code == 2
    sam = chronos("student", "add", "Sam").out.strip()
    assert chronos("remove", video["id"], "--yes", "--as", sam).code == 3

    removed = chronos("remove", video["id"], "--yes", "--json")
    assert removed.code == 0, removed.err
    receipt = json.loads(removed.out)
    assert (receipt["title"], receipt["captions"], receipt["jobs"]) == ("talk", True, 1)
    assert receipt["bytes_freed"] > film.stat().st_size
    assert [path for path in (home / "storage").rglob("*") if path.is_file()] == []
    assert json.loads(chronos("videos", "--json").out) == []
    assert chronos("remove", video["id"], "--yes").code == 3

    chronos("add", film)
    [again] = json.loads(chronos("videos", "--json").out)
    assert chronos("remove", again["id"], "--yes").out.startswith("Removed talk: 1 files (")
