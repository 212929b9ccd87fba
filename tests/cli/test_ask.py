"""`chronos ask`, and everything before it."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import RunChronos


def test_from_an_empty_database_to_an_answer(chronos: RunChronos, creator: str, film: Path) -> None:
    added = chronos("add", film, "--captions", film.with_suffix(".srt"), "--title", "On motion", "--wait", "--json")
    assert added.code == 0, added.err
    [video] = json.loads(added.out)["videos"]
    assert (video["status"], video["title"]) == ("completed", "On motion")
    again = chronos("add", film)
    assert "in the library already" in again.err

    sam = chronos("student", "add", "Sam").out.strip()
    lines = chronos("ask", "How do I stop a runner in mid air?", "--as", sam, "--json").out.splitlines()
    sources, *made, answer = map(json.loads, lines)
    assert (sources["event"], sources["is_covered"], answer["event"]) == ("sources", True, "done")
    assert "".join(each.get("text", "") for each in made if each["event"] == "delta") == answer["text"]
    assert [each["number"] for each in made if each["event"] == "citation"] == [
        number for number, _ in enumerate(answer["citations"], 1)
    ]
    assert answer["covered"]
    assert answer["model"] == "extractive"
    cited = answer["citations"][0]
    assert (cited["start_seconds"], cited["best_start_seconds"]) == pytest.approx((0.0, 4.5), abs=0.3)
    assert cited["text"].endswith(cited["best_text"])
    assert cited["url"].partition("?")[0].endswith(f"/videos/{video['id']}")
    told = chronos("ask", "How do I stop a runner in mid air?", "--as", sam).out
    assert re.search(r"\[1\] On motion, 0:00–0:0\d", told)
    assert "no text was generated" in told
    assert "not covered" in chronos("ask", "What is the capital of Peru?").out

    moments = json.loads(chronos("search", "wide aperture", "--json").out)["moments"]
    assert set(moments[0]) >= {"video_id", "title", "start_seconds", "end_seconds", "play_seconds", "text", "score"}
    shown = chronos("video", video["id"]).out
    assert "transcribing" in shown
    assert "completed" in chronos("videos").out
    assert chronos("retry", video["id"]).code == 2
