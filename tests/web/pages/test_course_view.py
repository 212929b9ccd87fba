"""A course as pages show it."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from chronos.courses import Conditions, Course, CourseSummary, Lesson, Module, NextLesson, Progress
from chronos.model import VideoId
from chronos.web.pages.course_view import view_course, view_works

NOW = datetime(2027, 5, 3, tzinfo=UTC)


def a_lesson(title: str, seconds: float | None, heard: float = 0, *, done: bool = False) -> Lesson:
    return Lesson(
        VideoId(uuid4()), title, "completed", True, True, seconds, heard, heard, NOW if done else None, None
    )  # fmt: skip


def a_module(title: str, *lessons: Lesson, is_open: bool = True) -> Module:
    return Module(uuid4(), title, None, [each.id for each in lessons], Conditions(), is_open, None, None, lessons)


def a_course(*modules: Module, cover: str | None = None) -> Course:
    progress = Progress(3, 1, 180, 80)
    return Course(CourseSummary(uuid4(), "Light", None, cover, True, NOW, 1, 2, progress, NOW, NOW), modules)


def test_the_first_open_lesson_that_is_not_done_is_next() -> None:
    first = a_module("One", a_lesson("A", 60, 60, done=True), a_lesson("B", 60, 20))
    second = a_module("Two", a_lesson("C", 60))
    course = view_course(a_course(first, second, cover="a/b/one-abcdef.webp"))
    assert course.next is not None
    assert (course.next.number, course.next.lesson.title, course.next.resume_seconds) == (2, "B", 20)
    assert [[each.number for each in module.lessons] for module in course.modules] == [[1, 2], [3]]
    assert [module.done for module in course.modules] == [1, 0]
    assert course.left_seconds == 100
    assert course.cover == f"/courses/{course.summary.id}/cover?v=eabcdef"


def test_a_locked_module_has_no_next_lesson_and_names_the_one_before() -> None:
    first = a_module("One", a_lesson("A", 60, done=True))
    second = replace(a_module("Two", a_lesson("B", 60), is_open=False), waits_for=first.id)
    course = view_course(a_course(first, second))
    assert course.next is None
    assert course.modules[1].waits_for == "One"


def test_the_end_of_a_lesson_is_not_resumed() -> None:
    course = view_course(a_course(a_module("One", a_lesson("A", 60, 57))))
    assert course.next is not None
    assert course.next.resume_seconds is None


def test_the_bar_has_a_part_for_each_lesson_as_wide_as_it_is_long() -> None:
    course = view_course(a_course(a_module("One", a_lesson("A", 60, 60, done=True), a_lesson("B", 120, 30))))
    one, two = course.parts
    assert (one.start, one.width, one.heard) == (0, 33, 33)
    assert (two.start, two.width, two.heard) == (34, 66, 16.5)
    assert view_course(a_course(a_module("One", a_lesson("A", None)))).parts == []
    assert view_course(a_course(a_module("One", *(a_lesson("A", 60) for _ in range(90))))).parts == []


def test_works_know_their_next_lesson() -> None:
    summary = a_course().summary
    following = NextLesson(summary.id, VideoId(uuid4()), "B", 60, 20)
    [work] = view_works([summary], [following])
    assert (work.next, work.cover) == (following, None)
    assert view_works([summary], [])[0].next is None
