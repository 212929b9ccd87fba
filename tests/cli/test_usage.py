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
