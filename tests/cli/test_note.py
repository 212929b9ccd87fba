"""`chronos note`."""

import json
from pathlib import Path

import pytest

from chronos.cli.note import parse_time
from chronos.errors import Invalid
from tests.cli.conftest import RunChronos


def test_notes_are_added_listed_found_exported_and_removed(
    chronos: RunChronos, creator: str, film: Path, tmp_path: Path
) -> None:
    chronos("add", film, "--captions", film.with_suffix(".srt"), "--title", "Exposure", "--wait")
    chronos("student", "add", "Sam")
    [video] = json.loads(chronos("videos", "--json").out)
    note = chronos("note", "add", video["id"], "0:02", "Blurring needs f/2", "--as", "Sam").out.strip()
    chronos("note", "add", video["id"], "1", "--as", "Sam")
    listed = chronos("note", "list", "--as", "Sam").out
    assert "0:02  Blurring needs f/2" in listed
    assert "0:01  (bookmark)" in listed
    assert len(json.loads(chronos("note", "list", "--video", video["id"], "--json", "--as", "Sam").out)) == 2
    found = chronos("search", "what blurs", "--words", "--as", "Sam").out
    assert " 0:02  Exposure  (your note)\n       Blurring needs f/2\n" in found
    assert "(your note)" not in chronos("search", "what blurs", "--words").out
    assert chronos("export", "student", "sam", "-o", str(tmp_path / "sam.tar")).code == 0
    assert b"Blurring needs f/2" in (tmp_path / "sam.tar").read_bytes()
    assert chronos("note", "remove", note, "--as", "Sam").out == "Removed.\n"
    assert chronos("note", "remove", note, "--as", "Sam").code == 3
    refused = chronos("note", "add", video["id"], "1:00:00", "--as", "Sam")
    assert (refused.code, "The video lasts" in refused.err) == (2, True)
    assert chronos("note", "add", video["id"], "1").code == 3  # of a creator


def test_times_are_seconds_or_a_clock() -> None:
    assert [parse_time(text) for text in ("83", "1:23", "1:02:03", "0.5")] == [83, 83, 3723, 0.5]
    for text in ("", "x", "1:2:3:4", "-1", "1:-2"):
        with pytest.raises(Invalid):
            parse_time(text)
