"""`chronos add --dry-run`."""

import json
from decimal import Decimal
from pathlib import Path

from chronos.cli.preview_files import estimate_lines
from chronos.usage import Estimate
from tests.cli.conftest import RunChronos
from tests.media import record, tone


def test_a_folder_is_estimated_and_nothing_is_added(chronos: RunChronos, creator: str, tmp_path: Path) -> None:
    folder = tmp_path / "lectures"
    folder.mkdir()
    record(folder / "one.m4a", [tone(60)])
    record(folder / "two.m4a", [tone(30)])
    (folder / "the same.m4a").write_bytes((folder / "one.m4a").read_bytes())
    shown = chronos("add", str(folder), "--dry-run").out
    assert "To transcribe: 1.5 minutes, of 12,000.0 left this month." in shown
    assert "Expected time on this machine: not known yet." in shown
    found = json.loads(chronos("add", str(folder), "--dry-run", "--json").out)
    assert [(one["title"], one["is_new"]) for one in found["files"]] == [
        ("one", True), ("the same", False), ("two", True)
    ]  # fmt: skip
    assert (found["estimate"]["fits"], found["estimate"]["cost_usd"]) == (True, 0)
    assert json.loads(chronos("videos", "--json").out) == []


def test_a_file_that_cannot_be_added_is_named(chronos: RunChronos, creator: str, tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_bytes(b"no video")
    refused = chronos("add", str(tmp_path / "bad.mp4"), "--dry-run")
    assert refused.code == 2
    assert "bad.mp4" in refused.message


def test_known_times_and_too_little_left_are_said() -> None:
    lines = estimate_lines(Estimate(7200, 3661, Decimal("1.5"), 3600, Decimal(1)))
    assert lines == [
        "To transcribe: 120.0 minutes, of 60.0 left this month.",
        "Expected time on this machine: 1:01:01.",
        "Expected cost: US$ 1.50, of 1.00 left this month.",
        "The month has too little left: what is over it stops before transcription, and can be retried.",
    ]
