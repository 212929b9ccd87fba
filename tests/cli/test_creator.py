"""`chronos creator`."""

import json
import re

from tests.cli.conftest import RunChronos


def test_creators_are_listed(chronos: RunChronos, creator: str) -> None:
    assert [one["id"] for one in json.loads(chronos("creator", "list", "--json").out)] == [creator]
    assert "Ada" in chronos("creator", "list").out


def test_a_link_begins_the_first_school_alone(chronos: RunChronos) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/begin/[\w-]{43}\n", chronos("creator", "begin").out)
    chronos("creator", "add", "Northlight", "--demo")
    assert chronos("creator", "begin").code == 0
    chronos("creator", "add", "Ada")
    refused = chronos("creator", "begin")
    assert refused.code == 2
    assert refused.message.startswith("There is a school already: ")


def test_settings_are_shown_and_changed(chronos: RunChronos, creator: str) -> None:
    assert chronos("creator", "settings").out.startswith(
        "Time zone: UTC\nA video is completed when 90% of it is heard.\n"
    )
    changed = chronos("creator", "settings", "--time-zone", "Asia/Tokyo", "--students-may-mark-done", "--json")
    assert json.loads(changed.out) == {
        "time_zone": "Asia/Tokyo",
        "completion_share": 0.9,
        "students_may_mark_done": True,
        "language_model": "default",
        "answer_threshold": None,
    }
    assert chronos("creator", "settings", "--time-zone", "CEST").code == 2
    assert "answered: 70%." in chronos("creator", "settings", "--answer-threshold", "0.7").out
    assert "answered: 70%." in chronos("creator", "settings").out
    assert chronos("creator", "settings", "--answer-threshold", "most").code == 2
    assert "answered: the default." in chronos("creator", "settings", "--answer-threshold", "default").out
