"""Where a video stands in the course from which its reader came."""

from dataclasses import dataclass
from uuid import UUID

from chronos import courses
from chronos.courses import Course, Lesson
from chronos.db import Tx
from chronos.errors import NotFound
from chronos.model import VideoId


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """A lesson in its course: its number, of how many, and the lesson that follows among those that are open."""

    course_id: UUID
    course_title: str
    number: int
    lessons: int
    next: Lesson | None


async def find_place(tx: Tx, course_id: UUID, video_id: VideoId) -> LessonPlace | None:
    """Return the video's place; None when the caller does not see the course, or it does not have the video."""
    try:
        course = await courses.get_course(tx, course_id)
    except NotFound:
        return None
    return place_of(course, video_id)


def place_of(course: Course, video_id: VideoId) -> LessonPlace | None:
    """Return the place of a video that the course has and that is open; otherwise None."""
    lessons = [(lesson, module.is_open) for module in course.modules for lesson in module.lessons]
    for index, (lesson, is_open) in enumerate(lessons):
        if lesson.id == video_id and is_open:
            after = (each for each, opened in lessons[index + 1 :] if opened and each.status == "completed")
            title = course.summary.title
            return LessonPlace(course.summary.id, title, index + 1, len(lessons), next(after, None))
    return None
