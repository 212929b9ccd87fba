"""Choose videos of the library as lessons of a module."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import courses, videos
from chronos.courses import ModuleChange
from chronos.db import Tx
from chronos.model import VideoId
from chronos.web.authenticate import Browser, BrowserEditor, Running
from chronos.web.pages.studio.course_change import Version, change_read_course
from chronos.web.pages.studio.course_list import COURSES
from chronos.web.pages.studio.studio_page import staff_person
from chronos.web.pages.video_view import view_videos
from chronos.web.render_template import render_template

MAX_CHOSEN = 100

router = APIRouter(prefix="/courses/{course_id}/modules/{module_id}/lessons")


@router.get("")
async def show_choice(
    course_id: UUID,
    module_id: UUID,
    request: Request,
    app: Running,
    actor: Browser,
    q: str = "",
    cursor: UUID | None = None,
) -> Response:
    """List videos of the library, newest first, those with `q` in their title; those in the module are marked."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        course = await courses.get_course(tx, course_id)
        module = courses.find_module(course, module_id)
        page = await videos.list_videos(tx, text=q, cursor=VideoId(cursor) if cursor is not None else None)
    address = f"{COURSES}/{course_id}/modules/{module_id}/lessons"
    older = urlencode({"q": q, "cursor": page.next_cursor}) if page.next_cursor is not None else None
    values = {
        "person": person,
        "course": course.summary,
        "module": module,
        "videos": view_videos(page.videos),
        "query": q.strip(),
        "is_first": cursor is None,
        "action": address,
        "older": f"{address}?{older}" if older else None,
    }
    return render_template(request, "studio_lessons.html", values)


@router.post("")
async def add_lessons(
    course_id: UUID,
    module_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    version: Version,
    video: Annotated[list[UUID] | None, Form(max_length=MAX_CHOSEN)] = None,
) -> Response:
    """Add the chosen videos to the end of the module."""

    async def act(tx: Tx) -> None:
        module = courses.find_module(await courses.get_course(tx, course_id), module_id)
        chosen = [VideoId(each) for each in dict.fromkeys(video or ()) if each not in module.video_ids]
        change = ModuleChange(video_ids=[*module.video_ids, *chosen])
        await courses.change_module(tx, actor, course_id, module_id, change)

    return await change_read_course(request, app, actor, course_id, version, act, note="lessons_added")
