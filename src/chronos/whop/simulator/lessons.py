"""Lessons: the calls of Whop's API on courses, chapters and lessons."""

from collections.abc import Iterator

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chronos.whop.simulator.courses import SimulatedChapter, SimulatedCourse, SimulatedLesson
from chronos.whop.simulator.page_of import page_of, refuse
from chronos.whop.simulator.state import Simulator
from chronos.whop.simulator.world import Json


async def list_courses(request: Request) -> Response:
    """GET /courses."""
    company = _simulator(request).world.companies[request.query_params["account_id"]]
    return page_of(request, [_course(course, order) for order, course in enumerate(company.courses)])


async def list_chapters(request: Request) -> Response:
    """GET /course_chapters."""
    course = next((each for each in _courses(request) if each.id == request.query_params["course_id"]), None)
    if course is None:
        return refuse(404, "no such course")
    found = [{"id": each.id, "title": each.title, "order": order} for order, each in enumerate(course.chapters)]
    return page_of(request, found)


async def list_lessons(request: Request) -> Response:
    """GET /course_lessons, without their videos."""
    query = request.query_params
    chapters = [
        chapter
        for course in _courses(request)
        for chapter in course.chapters
        if query.get("chapter_id") == chapter.id or query.get("course_id") == course.id
    ]
    lessons = [(order, lesson) for chapter in chapters for order, lesson in enumerate(chapter.lessons)]
    return page_of(request, [_lesson(lesson, order) for order, lesson in lessons])


async def show_lesson(request: Request) -> Response:
    """GET /course_lessons/{id}, with its video."""
    chapter, lesson = _find(request)
    media = _simulator(request).media.get(f"play-{lesson.id}")
    asset = media and {
        "id": f"mux-{lesson.id}",
        "playback_id": None,
        "signed_playback_id": f"play-{lesson.id}",
        "signed_video_playback_token": media.token,
        "status": "ready",
        "audio_only": False,
        "created_at": "2026-01-01T00:00:00.000Z",
        "updated_at": "2026-01-01T00:00:00.000Z",
        "duration_seconds": None,
    }
    shown: Json = {"video_asset": asset, "attachments": [], "assessment_questions": []}
    return JSONResponse(_lesson(lesson, chapter.lessons.index(lesson)) | shown)


async def mark_completed(request: Request) -> Response:
    """POST /course_lessons/{id}/mark_as_completed, with the token of a user."""
    simulator, (_, lesson) = _simulator(request), _find(request)
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        user_id = simulator.keys.read(token)["sub"]
    except jwt.PyJWTError:
        return refuse(401, "wrong token")
    simulator.world.completed.add((user_id, lesson.id))
    return JSONResponse(True)


def _simulator(request: Request) -> Simulator:
    found: Simulator = request.app.state.simulator
    return found


def _courses(request: Request) -> Iterator[SimulatedCourse]:
    for company in _simulator(request).world.companies.values():
        yield from company.courses


def _find(request: Request) -> tuple[SimulatedChapter, SimulatedLesson]:
    for course in _courses(request):
        for chapter in course.chapters:
            for lesson in chapter.lessons:
                if lesson.id == request.path_params["lesson_id"]:
                    return chapter, lesson
    raise KeyError(request.path_params["lesson_id"])


def _course(course: SimulatedCourse, order: int) -> Json:
    return {
        "id": course.id,
        "title": course.title,
        "language": course.language,
        "visibility": "visible" if course.is_visible else "hidden",
        "order": str(order),
        "chapters_count": len(course.chapters),
        "total_lessons_count": sum(len(chapter.lessons) for chapter in course.chapters),
    }


def _lesson(lesson: SimulatedLesson, order: int) -> Json:
    kind, embed_id = lesson.embed or (None, None)
    return {
        "id": lesson.id,
        "title": lesson.title,
        "order": order,
        "lesson_type": lesson.kind,
        "visibility": "visible" if lesson.is_visible else "hidden",
        "embed_type": kind,
        "embed_id": embed_id,
        "days_from_course_start_until_unlock": lesson.unlock_days,
        "content": None,
        "created_at": "2026-01-01T00:00:00.000Z",
    }
