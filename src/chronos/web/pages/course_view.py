"""A course as pages show it: finished values for templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronos.courses import Course, CourseSummary, Lesson, Module, NextLesson
from chronos.web.serve_picture import cover_address

END_SECONDS = 5.0  # who stopped so close to the end begins at the beginning


@dataclass(frozen=True, slots=True)
class WorkView:
    """A course in a list. `next`: the lesson to play next."""

    summary: CourseSummary
    cover: str | None
    next: NextLesson | None


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson of an outline; `number` counts through the course, `is_next` is the one to play now."""

    lesson: Lesson
    number: int
    is_next: bool

    @property
    def resume_seconds(self) -> float | None:
        """Where the student stopped; None to begin at the beginning."""
        seconds = self.lesson.resume_seconds or 0
        return seconds if 0 < seconds < (self.lesson.duration_seconds or 0) - END_SECONDS else None


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A module with its lessons; `waits_for` is the title of the module to complete before."""

    module: Module
    lessons: Sequence[LessonView]
    waits_for: str | None

    @property
    def done(self) -> int:
        """How many of the lessons are done."""
        return sum(each.lesson.is_done for each in self.lessons)


@dataclass(frozen=True, slots=True)
class Part:
    """A lesson in the bar of progress: where it stands and how wide it is, in percent of the whole."""

    start: float
    width: float
    heard: float


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course with its outline; `next`: the first lesson that is open and not done."""

    summary: CourseSummary
    cover: str | None
    modules: Sequence[ModuleView]
    next: LessonView | None
    parts: Sequence[Part]

    @property
    def left_seconds(self) -> float:
        """The seconds that are not heard yet."""
        return max(0.0, self.summary.progress.seconds - self.summary.progress.heard_seconds)


def view_works(summaries: Sequence[CourseSummary], following: Sequence[NextLesson]) -> list[WorkView]:
    """Return courses for a list."""
    by_course = {each.course_id: each for each in following}
    return [WorkView(each, cover_address(each.id, each.cover), by_course.get(each.id)) for each in summaries]


def view_course(course: Course) -> CourseView:
    """Return a course with its outline."""
    playable = [lesson for module in course.modules if module.is_open for lesson in module.lessons]
    first = next((lesson.id for lesson in playable if lesson.status == "completed" and not lesson.is_done), None)
    titles = {module.id: module.title for module in course.modules}
    modules: list[ModuleView] = []
    number = 0
    for module in course.modules:
        lessons = []
        for lesson in module.lessons:
            number += 1
            lessons.append(LessonView(lesson, number, module.is_open and lesson.id == first))
        modules.append(ModuleView(module, lessons, titles.get(module.waits_for) if module.waits_for else None))
    upcoming = next((each for module in modules for each in module.lessons if each.is_next), None)
    cover = cover_address(course.summary.id, course.summary.cover)
    return CourseView(course.summary, cover, modules, upcoming, _parts(modules))


GAP_PERCENT = 1.0  # between two lessons of the bar


def _parts(modules: Sequence[ModuleView]) -> list[Part]:
    """Return the bar's parts: a lesson as wide as it is long."""
    lessons = [each.lesson for module in modules for each in module.lessons]
    total = sum(lesson.duration_seconds or 0 for lesson in lessons)
    if not total:
        return []
    room = 100 - GAP_PERCENT * (len(lessons) - 1)
    if room < len(lessons):  # too many for gaps
        return []
    parts, start = [], 0.0
    for lesson in lessons:
        seconds = lesson.duration_seconds or 0
        width = room * seconds / total
        heard = width if lesson.is_done else width * min(1.0, (lesson.heard_seconds or 0) / seconds) if seconds else 0
        parts.append(Part(round(start, 2), round(width, 2), round(heard, 2)))
        start += width + GAP_PERCENT
    return parts
