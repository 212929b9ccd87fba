"""A folder is read whole, and an error names file and line."""

import json
from pathlib import Path

import pytest

from chronos.errors import Invalid
from chronos.evaluation import Target, read_folder
from tests.evaluation.records import INTRO

VTT = "WEBVTT\n\n00:00.000 --> 00:04.000\nA wide aperture blurs the background.\n"
LINE = {"id": "1", "question": "What blurs the background?", "video": "intro", "answer": "a wide aperture", "start": 1}


def a_folder(path: Path, *lines: object, vtt: str = VTT) -> Path:
    (path / "transcripts").mkdir(parents=True)
    (path / "transcripts" / "intro.vtt").write_text(vtt)
    (path / "questions.jsonl").write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    )
    return path


def refused(path: Path) -> str:
    with pytest.raises(Invalid) as caught:
        read_folder(path)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


def test_answerable_and_unanswerable_questions(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "one", LINE, "", LINE | {"question": " Which\taperture? ", "start": 2.5}, "")
    (folder / "unanswerable.jsonl").write_text('{"id": "3", "question": "Who won?"}\n')
    found = read_folder(folder)
    assert list(found.captions) == ["intro"]
    assert found.captions["intro"].startswith("WEBVTT")
    questions = found.questions({"intro": INTRO})
    assert [question.target for question in questions] == [Target(INTRO, 1), Target(INTRO, 2.5), None]
    assert [question.text for question in questions][1:] == ["Which aperture?", "Who won?"]


def test_unanswerable_questions_are_optional(tmp_path: Path) -> None:
    assert len(read_folder(a_folder(tmp_path / "one", LINE)).lines) == 1


def test_missing_transcripts_are_refused(tmp_path: Path) -> None:
    assert "no transcripts" in refused(tmp_path)
    assert "no transcripts" in refused(tmp_path / "nowhere")


def test_unreadable_transcript_is_named(tmp_path: Path) -> None:
    assert refused(a_folder(tmp_path / "one", LINE, vtt="WEBVTT\n")).startswith("transcripts/intro.vtt: ")


def test_missing_questions_are_refused(tmp_path: Path) -> None:
    assert "has no questions" in refused(a_folder(tmp_path / "one"))
    folder = a_folder(tmp_path / "two", LINE)
    (folder / "questions.jsonl").unlink()
    assert "There is no questions.jsonl" in refused(folder)
    (folder / "questions.jsonl").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in refused(folder)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"question": "cut', "is not JSON"),
        ("[1]", "is not a JSON object"),
        ({"video": "intro", "start": 1}, 'no text under "question"'),
        (LINE | {"question": " "}, "the question is empty"),
        (LINE | {"video": "outro"}, "names the video 'outro', which has no transcript"),
        (LINE | {"video": None}, "names the video None"),
        (LINE | {"start": "1:00"}, 'no second under "start"'),
        (LINE | {"start": -1}, 'no second under "start"'),
        ('{"question": "Why?", "video": "intro", "start": NaN}', 'no second under "start"'),
    ],
)
def test_invalid_line_is_named(tmp_path: Path, line: object, reason: str) -> None:
    message = refused(a_folder(tmp_path / "one", LINE, line))
    assert message.startswith("questions.jsonl, line 2 ")
    assert reason in message


def test_invalid_unanswerable_line_is_named(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "one", LINE)
    (folder / "unanswerable.jsonl").write_text("{}")
    assert refused(folder).startswith("unanswerable.jsonl, line 1 ")
