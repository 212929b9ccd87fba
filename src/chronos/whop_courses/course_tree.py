"""Course tree: a course of Whop with its chapters and lessons, and why a lesson cannot be imported."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronos.errors import NotFound
from chronos.whop import Chapter, WhopClient, WhopCourse, WhopLesson

_EMBEDS = {"youtube": "YouTube", "loom": "Loom"}


@dataclass(frozen=True, slots=True)
class ChapterTree:
    """A chapter with its lessons in order."""

    chapter: Chapter
    lessons: Sequence[WhopLesson]


@dataclass(frozen=True, slots=True)
class CourseTree:
    """A course with its chapters in order."""

    course: WhopCourse
    chapters: Sequence[ChapterTree]


async def list_trees(client: WhopClient, company_id: str) -> list[CourseTree]:
    """Return all courses of a company. Raises as WhopClient does."""
    courses = sorted([each async for each in client.list_courses(company_id)], key=lambda each: each.order)
    return [await _read(client, each) for each in courses]


async def get_tree(client: WhopClient, company_id: str, course: str) -> CourseTree:
    """Return the course of this id or title. Raises NotFound (`course_not_found`)."""
    async for each in client.list_courses(company_id):
        if course in (each.id, each.title):
            return await _read(client, each)
    raise NotFound(
        f"The company has no course {course!r} on Whop: `chronos whop courses` lists them.", code="course_not_found"
    )


def why_not(lesson: WhopLesson) -> str | None:
    """Return the sentence why a lesson is left out; None when it may have a video to import."""
    if not lesson.is_visible:
        return "It is hidden on Whop."
    if lesson.embed is not None:
        place = _EMBEDS.get(lesson.embed, lesson.embed)
        return f"Its video is on {place}, which gives no files: download it there, and add it with `chronos add`."
    if lesson.kind not in ("video", "multi"):
        return f"It has no video (its type is {lesson.kind})."
    return None


async def _read(client: WhopClient, course: WhopCourse) -> CourseTree:
    chapters = sorted([each async for each in client.list_chapters(course.id)], key=lambda each: each.order)
    return CourseTree(course, [ChapterTree(each, await _lessons(client, each)) for each in chapters])


async def _lessons(client: WhopClient, chapter: Chapter) -> list[WhopLesson]:
    return sorted([each async for each in client.list_lessons(chapter.id)], key=lambda each: each.order)
