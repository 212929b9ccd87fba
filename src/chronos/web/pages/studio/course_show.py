"""The builder of a course: its modules and lessons in order, with a form for each change."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import courses, videos
from chronos.app import App
from chronos.model import Actor, VideoId
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.studio.lesson_undo import read_undo
from chronos.web.pages.studio.studio_page import NOTHING_REFUSED, Refusal, Undo, staff_person, word_note
from chronos.web.render_template import render_template
from chronos.web.serve_picture import cover_address, poster_address

router = APIRouter(prefix="/courses/{course_id}")


@dataclass(frozen=True, slots=True)
class LessonView:
    """A lesson with its number in the course and the address of its poster."""

    number: int
    lesson: courses.Lesson
    poster: str | None


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A module with its lessons, how long they last, and the title of the module that it waits for."""

    module: courses.Module
    lessons: list[LessonView]
    seconds: float
    waits_for: str | None

    @property
    def opens_at(self) -> str:
        """When it opens, as a field for a date and a time takes it (UTC)."""
        opens = self.module.conditions.opens_at
        return opens.strftime("%Y-%m-%dT%H:%M") if opens else ""


@router.get("")
async def show_course(
    course_id: UUID,
    request: Request,
    app: Running,
    actor: Browser,
    note: str | None = None,
    undo: str | None = None,
) -> Response:
    """Show the builder. `undo`: the lesson that was just taken out."""
    back = read_undo(course_id, undo) if undo else None
    return await builder_page(request, app, actor, course_id, note=word_note(note), undo=back)


async def builder_page(
    request: Request,
    app: App,
    actor: Actor,
    course_id: UUID,
    *,
    note: str | None = None,
    undo: Undo | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    """Return the builder, with the sentence of a form that was refused and what was typed into it."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        course = await courses.get_course(tx, course_id)
        measure = (await courses.measure_courses(tx, course_id))[course_id]
        posters = await videos.list_posters(tx, [video for module in course.modules for video in module.video_ids])
    values = {
        "person": person,
        "course": course.summary,
        "cover": cover_address(course_id, course.summary.cover),
        "modules": view_modules(course, posters),
        "measure": measure,
        "note": note,
        "undo": undo,
        "refusal": refusal,
    }
    return render_template(request, "studio_course.html", values, status=refusal.status)


def view_modules(course: courses.Course, posters: Mapping[VideoId, str]) -> list[ModuleView]:
    """Return the modules of a course; its lessons are numbered through all of them."""
    titles = {module.id: module.title for module in course.modules}
    shown, number = [], 0
    for module in course.modules:
        lessons = []
        for lesson in module.lessons:
            number += 1
            lessons.append(LessonView(number, lesson, poster_address(lesson.id, posters.get(lesson.id))))
        seconds = sum(lesson.duration_seconds or 0 for lesson in module.lessons)
        required = module.conditions.requires_module_id
        shown.append(ModuleView(module, lessons, seconds, titles.get(required) if required else None))
    return shown
