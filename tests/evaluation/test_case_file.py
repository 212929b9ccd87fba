"""A creator's CSV: spreadsheets' forms are read, and an error names its line."""

from pathlib import Path
from uuid import UUID

import pytest

from chronos.errors import Invalid
from chronos.evaluation import KnownVideo, Question, Target, read_cases
from chronos.evaluation.case_file import seconds_of
from chronos.model import VideoId
from tests.evaluation.records import INTRO, LIGHT

TWIN = VideoId(UUID(int=3))
LIBRARY = [KnownVideo(INTRO, "Intro", 300.0), KnownVideo(LIGHT, "On light", None), KnownVideo(TWIN, "On light", 60.0)]


def read(path: Path, text: str | bytes) -> list[Question]:
    file = path / "cases.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_cases(file, LIBRARY)


def refused(path: Path, text: str | bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read(path, text)
    return str(caught.value)


def test_cases_by_title_by_id_and_without_an_answer(tmp_path: Path) -> None:
    found = read(
        tmp_path, f'question,video,at\n"Why, then?",Intro,1:05\n\nWhat  is light?,{LIGHT},7200.5\nWho won?,,\n'
    )
    assert found == [
        Question("Why, then?", Target(INTRO, 65)),
        Question("What is light?", Target(LIGHT, 7200.5)),
        Question("Who won?", None),
    ]


@pytest.mark.parametrize("text", ["\ufeffQuestion, Video, At\r\nWhy?,Intro,5\r\n", "question;video;at\nWhy?;Intro;5"])
def test_spreadsheets_forms_are_read(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == [Question("Why?", Target(INTRO, 5))]


@pytest.mark.parametrize(
    ("text", "seconds"), [("0", 0), ("75", 75), ("75.5", 75.5), ("1:15", 75), ("01:02:03.5", 3723.5), ("90:00", None)]
)
def test_times_are_parsed(text: str, seconds: float | None) -> None:
    if seconds is None:
        with pytest.raises(Invalid):
            seconds_of(text)
    else:
        assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Why?,Intro,", "both the video and the time"),
        ("Why?,,5", "both the video and the time"),
        ("Why?,Outro,5", "no video 'Outro'"),
        (f"Why?,{UUID(int=9)},5", "no video"),
        ("Why?,On light,5", "2 videos have the title"),
        ("Why?,Intro,soon", "is not a time"),
        ("Why?,Intro,1:75", "is not a time"),
        ("Why?,Intro,5:01", "is 300 seconds long"),
        (",Intro,5", "1 to 500 characters"),
        ("x" * 501 + ",Intro,5", "1 to 500 characters"),
        ("First?,Intro,6", "is a duplicate"),
        ("Why?,Intro,5,more", "more than three columns"),
        ('"Why?,Intro,5', "not CSV"),
    ],
)
def test_invalid_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    message = refused(tmp_path, f"question,video,at\nFirst?,Intro,5\n{line}\n")
    assert message.startswith("cases.csv, line 3: ")
    assert reason in message
    assert message.endswith(".")


def test_invalid_files_are_refused(tmp_path: Path) -> None:
    assert "must begin with the line question,video,at" in refused(tmp_path, "Why?,Intro,5\n")
    assert "must begin with" in refused(tmp_path, "")
    assert "has no cases" in refused(tmp_path, "question,video,at\n")
    assert "UTF-8" in refused(tmp_path, b"question,video,at\n\xff\xfe")
    with pytest.raises(Invalid, match="cannot be read"):
        read_cases(tmp_path / "nowhere.csv", LIBRARY)
    lines = "".join(f"Question {number}?,,\n" for number in range(2001))
    assert "at most 2,000" in refused(tmp_path, f"question,video,at\n{lines}")
