"""`chronos course`: build, show, publish, give, export and import."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.conftest import RunChronos


def test_a_course_is_built_shown_given_and_removed(chronos: RunChronos, creator: str, film: Path) -> None:
    chronos("add", film, "--captions", film.with_suffix(".srt"), "--title", "Exposure", "--wait")
    chronos("student", "add", "Sam")
    course = chronos("course", "add", "Photography", "--description", "Of light.").out.strip()
    refused = chronos("course", "publish", "photography")
    assert (refused.code, "add a module" in refused.err) == (2, True)
    chronos("course", "module", "Photography", "Light", "--video", "Exposure")
    chronos("course", "module", course[:8], "Later", "--opens-after-days", "7", "--after", "Light")
    assert chronos("course", "publish", "Photography").out == "Photography: students see it\n"
    shown = chronos("course", "show", "Photography").out
    assert shown.startswith("Photography  (published)\nOf light.\n1. Light\n   - Exposure  (")
    assert "2. Later  (opens 7 days after joining, after 'Light')\n" in shown
    opens = f"{datetime.now(UTC) + timedelta(days=7):%Y-%m-%d}"
    assert f"2. Later  (locked, opens on {opens} " in chronos("course", "show", "Photography", "--as", "Sam").out
    assert "Photography" in chronos("course", "list", "--as", "Sam").out
    [listed] = json.loads(chronos("course", "list", "--json").out)
    assert (listed["id"], listed["modules"], listed["is_published"]) == (course, 2, True)
    assert chronos("course", "give", "Sam", "Photography").out == "Sam sees 1 course, and nothing else.\n"
    assert chronos("course", "give", "Sam").out == "Sam sees the library and every course.\n"
    other = chronos("creator", "add", "Bob").out.strip()
    chronos("student", "add", "Sam", "--creator", other)  # another creator's Sam stays out of it
    chronos("use", creator)
    assert chronos("course", "give", "Sam", "Photography").out == "Sam sees 1 course, and nothing else.\n"
    assert "Photography" in chronos("course", "list", "--as", "Sam").out
    assert chronos("course", "hide", "Photography").out == "Photography: hidden\n"
    assert "Photography" not in chronos("course", "list", "--as", "Sam").out
    assert chronos("course", "rename", "Photography", "Optics").out == "Optics: hidden\n"
    assert chronos("course", "remove", "Optics").code == 2  # not at a terminal
    assert chronos("course", "remove", "Optics", "--yes").code == 0
    missing = chronos("course", "show", "Optics")
    assert (missing.code, missing.err) == (
        3,
        "chronos: There is no course “Optics”: `chronos course list` shows all.\n",
    )


def test_a_video_is_shown_in_courses_only_and_listed_again(chronos: RunChronos, creator: str, film: Path) -> None:
    chronos("add", film, "--captions", film.with_suffix(".srt"), "--title", "Exposure")
    [video] = json.loads(chronos("videos", "--json").out)
    assert chronos("video", "unlist", video["id"]).out == "Exposure: students see it in courses\n"
    assert chronos("video", "list", video["id"]).out == "Exposure: students see it\n"
