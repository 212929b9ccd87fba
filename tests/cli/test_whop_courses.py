"""`chronos whop courses` and `chronos whop import` print what became of each lesson."""

from typing import Any
from uuid import UUID

import pytest

from chronos.cli import whop_courses
from chronos.errors import ProviderError
from chronos.whop import Chapter, WhopCourse, WhopLesson
from chronos.whop_courses import ChapterTree, CourseTree, ImportedCourse, LessonOutcome

TREE = CourseTree(
    WhopCourse("cors_1", "Photography", "en", True, 0),
    [ChapterTree(Chapter("c", "Light", 0), [WhopLesson("l", "A talk", 0, "video", True, "youtube", None)])],
)


def give(monkeypatch: pytest.MonkeyPatch, found: Any) -> None:
    """Let the command find this."""
    monkeypatch.setattr(whop_courses, "with_app", lambda _: found)


def test_lessons_are_listed_with_why_not(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    give(monkeypatch, [TREE])
    whop_courses.courses()
    printed = capsys.readouterr().out
    assert printed.startswith("Photography (cors_1)\n  Light\n    A talk: Its video is on YouTube")
    whop_courses.courses(as_json=True)
    assert '"cors_1"' in capsys.readouterr().out
    give(monkeypatch, [])
    whop_courses.courses()
    assert capsys.readouterr().err == "The company has no course on Whop.\n"


def test_import_says_what_failed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [LessonOutcome("l", "A talk", "left out", "On YouTube."), LessonOutcome("m", "Light", "failed", "Away.")]
    give(monkeypatch, ImportedCourse(UUID(int=1), "Photography", True, outcomes))
    with pytest.raises(ProviderError) as caught:
        whop_courses.import_("Photography")
    assert caught.value.code == "import_failed"
    printed = capsys.readouterr().out
    assert "A talk  left out  On YouTube." in printed
    assert "a new course, unpublished" in printed
