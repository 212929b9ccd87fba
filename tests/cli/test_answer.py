"""`chronos answer`: a student saves, shares and judges an answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ask, RunChronos

QUESTION = "How do I freeze a runner?"
QUOTE = "A fast shutter speed freezes the motion of a runner in mid air."


@pytest.fixture
def said(chronos: RunChronos, creator: str, film: Path, ask_in_chat: Ask) -> dict[str, Any]:
    """An answer that Sam got; Eve is another student."""
    chronos("add", film, "--captions", film.with_suffix(".srt"), "--title", "Exposure", "--wait")
    for name in ("Sam", "Eve"):
        chronos("student", "add", name)
    return ask_in_chat(QUESTION, "--as", "Sam")


def test_an_answer_is_saved_listed_and_removed(chronos: RunChronos, said: dict[str, Any]) -> None:
    assert chronos("answer", "saved", "--as", "Sam").out == "No saved answers yet.\n"
    saved = chronos("answer", "save", said["id"], "--as", "Sam").out.strip()
    shown = chronos("answer", "saved", "--as", "Sam").out
    assert shown.startswith(f"{saved}  ")
    assert f"“{QUESTION}”\n" in shown
    assert QUOTE in shown
    assert "[1] Exposure, 0:0" in shown
    [told] = json.loads(chronos("answer", "saved", "--as", "Sam", "--json").out)
    assert (told["id"], told["message_id"], told["content"]) == (saved, said["id"], said["content"])
    assert json.loads(chronos("answer", "saved", "--as", "Eve", "--json").out) == []
    assert chronos("answer", "remove", saved, "--as", "Eve").code == 3
    assert chronos("answer", "remove", saved, "--as", "Sam").out == "Removed.\n"
    assert chronos("answer", "remove", saved, "--as", "Sam").code == 3
    assert chronos("answer", "save", said["id"], "--as", "Eve").code == 3
    assert chronos("answer", "save", said["id"]).code == 3  # of a creator


def test_an_answer_is_shared_opened_and_revoked(chronos: RunChronos, said: dict[str, Any]) -> None:
    link = chronos("answer", "share", said["id"], "--as", "Sam").out.strip()
    assert "/api/v1/shared-answers/" in link
    for given in (link, link.rpartition("/")[2]):
        opened = chronos("answer", "open", given, "--as", "Eve").out
        assert opened.startswith(f"“{QUESTION}”\n")
        assert QUOTE in opened
        assert "Sam" not in opened
    assert json.loads(chronos("answer", "open", link, "--as", "Eve", "--json").out)["content"] == said["content"]
    [listed] = json.loads(chronos("answer", "shared", "--as", "Sam", "--json").out)
    assert listed["message_id"] == said["id"]
    assert link.rpartition("/")[2] not in str(listed)
    assert said["id"] in chronos("answer", "shared", "--as", "Sam").out
    again = json.loads(chronos("answer", "share", said["id"], "--as", "Sam", "--json").out)
    assert again["url"].endswith(again["token"])
    assert chronos("answer", "open", link, "--as", "Eve").code == 3
    assert chronos("answer", "unshare", said["id"], "--as", "Sam").out == "The link no longer works.\n"
    assert chronos("answer", "open", again["url"], "--as", "Eve").code == 3
    assert chronos("answer", "unshare", said["id"], "--as", "Sam").code == 3


def test_an_answer_is_judged(chronos: RunChronos, said: dict[str, Any]) -> None:
    video = said["citations"][0]["video_id"]
    assert chronos("answer", "judge", said["id"], "right", "--as", "Sam").code == 0
    assert "right  “" in chronos("feedback").out
    better = ("wrong_moment", "--at", f"{video}@0:02")
    assert chronos("answer", "judge", said["id"], *better, "--as", "Sam").code == 0
    [told] = json.loads(chronos("feedback", "--json").out)
    assert (told["verdict"], told["message_id"]) == ("wrong_moment", said["id"])
    assert (told["better"]["video_id"], told["better"]["at_seconds"]) == (video, 2)
    for wrong in (("good",), ("right", "--at", f"{video}@0:02"), ("wrong_moment",), ("wrong_moment", "--at", "0:02")):
        assert chronos("answer", "judge", said["id"], *wrong, "--as", "Sam").code == 2
    assert chronos("answer", "judge", said["id"], "wrong", "--as", "Eve").code == 3
    assert chronos("answer", "unjudge", said["id"], "--as", "Sam").out == "Removed.\n"
    assert chronos("feedback").out == "No feedback yet.\n"
    assert chronos("answer", "unjudge", said["id"], "--as", "Sam").code == 3


def test_a_conversation_is_about_a_video_around_a_second(
    chronos: RunChronos, said: dict[str, Any], ask_in_chat: Ask
) -> None:
    video = said["citations"][0]["video_id"]
    around = ask_in_chat("What does this mean?", "--as", "Sam", "--at", f"{video}@0:06")
    assert "shutter" in around["searched_for"]
    assert {cited["video_id"] for cited in around["citations"]} == {video}
    assert chronos("chat", "--as", "Sam", "--at", "0:06").code == 2
