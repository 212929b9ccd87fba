"""`chronos usage`."""

import json

from tests.cli.conftest import RunChronos


def test_use_is_shown_with_its_limit(chronos: RunChronos, creator: str) -> None:
    shown = chronos("usage").out
    assert shown.startswith("Plan: basic\n")
    assert "transcription_minutes" in shown
    report = json.loads(chronos("usage", "--creator", creator, "--json").out)
    assert [meter["meter"] for meter in report["meters"]][:2] == ["storage_bytes", "videos"]
    assert report["meters"][1]["used"] == 0
    assert chronos("usage", "--creator", "Bob").code == 3


def test_days_are_a_table_json_and_csv(chronos: RunChronos, creator: str) -> None:
    between = ("--from", "2026-01-01", "--to", "2026-01-02")
    shown = chronos("usage", "--by-day", *between).out.splitlines()
    assert shown[0].split("  ")[0] == "DAY"
    assert [line.split()[0] for line in shown[1:]] == ["2026-01-01", "2026-01-02"]
    told = json.loads(chronos("usage", "--by-day", "--json", *between).out)
    assert [day["questions"] for day in told["days"]] == [0, 0]
    assert chronos("usage", "--csv", *between).out.startswith("date,storage_bytes,")
    assert len(json.loads(chronos("usage", "--by-day", "--json").out)["days"]) == 30
