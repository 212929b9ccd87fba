"""`chronos teach`."""

import json
from pathlib import Path

from tests.cli.conftest import Ask, RunChronos


def test_answers_are_added_given_listed_and_removed(chronos: RunChronos, creator: str, film: Path) -> None:
    chronos("add", film, "--captions", film.with_suffix(".srt"), "--title", "Exposure", "--wait")
    [video] = json.loads(chronos("videos", "--json").out)
    question = "How do I freeze a runner?"
    made = chronos(
        "teach", "add", question, "--at", f"{video['id']}@0:05", "--text", "Use a 500th.", "--also", "freeze"
    )
    assert made.code == 0, made.err
    assert "Use a 500th. [1]" in chronos("ask", question).out
    listed = chronos("teach", "list").out
    assert f"    “{question}”\n    “freeze”\n    Use a 500th. [1]\n    [1] Exposure 0:0" in listed
    assert len(json.loads(chronos("teach", "list", "--json").out)) == 1
    assert chronos("teach", "add", "Why?", "--at", f"{video['id']}@9:00").code == 2
    assert chronos("teach", "remove", made.out.strip()).out == "Removed.\n"
    assert chronos("teach", "remove", made.out.strip()).code == 3


def test_an_answer_of_a_student_is_pinned(chronos: RunChronos, creator: str, film: Path, ask_in_chat: Ask) -> None:
    chronos("add", film, "--captions", film.with_suffix(".srt"), "--title", "Exposure", "--wait")
    student, question = chronos("student", "add", "Sam").out.strip(), "How do I freeze a runner?"
    message = ask_in_chat(question, "--as", student)
    made = chronos("teach", "pin", message["id"], "--text", "Use a 500th.", "--also", "freeze")
    assert made.code == 0, made.err
    [pinned] = json.loads(chronos("teach", "list", "--json").out)
    assert (pinned["id"], pinned["questions"]) == (made.out.strip(), [question, "freeze"])
    assert pinned["content"].startswith("Use a 500th. [1]")
    assert chronos("teach", "pin", "1b4e28ba-2fa1-11d2-883f-0016d3cca427").code == 3
