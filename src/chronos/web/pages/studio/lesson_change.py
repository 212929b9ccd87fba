"""Change the lessons of a course from its builder: move one, take it out and put it back, or order all."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import courses
from chronos.courses import Placed
from chronos.db import Tx
from chronos.errors import Invalid
from chronos.model import VideoId
from chronos.web.authenticate import BrowserEditor, Running
from chronos.web.pages.studio.course_change import Version, change_read_course
from chronos.web.pages.studio.course_list import COURSES
from chronos.web.pages.studio.lesson_undo import write_undo
from chronos.web.pages.studio.studio_page import show_again

MAX_ITEMS = 10_000

router = APIRouter(prefix="/courses/{course_id}")


@router.post("/modules/{module_id}/lessons/{video_id}/move")
async def move_lesson(
    course_id: UUID,
    module_id: UUID,
    video_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    version: Version,
    step: Annotated[int, Form(ge=-1, le=1)] = 0,
    to: Annotated[UUID | None, Form()] = None,
) -> Response:
    """Move a lesson one place up or down, also into the next module, or to the end of module `to`."""
    lesson = VideoId(video_id)

    async def act(tx: Tx) -> None:
        order = courses.order_of(await courses.get_course(tx, course_id))
        if to is not None:
            order = courses.place_lesson(order, module_id, lesson, to)
        else:
            order = courses.move_lesson(order, module_id, lesson, step)
        await courses.order_modules(tx, actor, course_id, version, order)

    return await change_read_course(request, app, actor, course_id, version, act, note="moved")


@router.post("/modules/{module_id}/lessons/{video_id}/remove")
async def remove_lesson(
    course_id: UUID,
    module_id: UUID,
    video_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    version: Version,
) -> Response:
    """Take a lesson out of its module; its video stays in the library."""
    lesson = VideoId(video_id)

    async def act(tx: Tx) -> None:
        order = courses.order_of(await courses.get_course(tx, course_id))
        await courses.order_modules(tx, actor, course_id, version, courses.drop_lesson(order, module_id, lesson))

    async with app.db.acting_as(actor) as tx:
        read = await courses.get_course(tx, course_id)
    listed = {module.id: module.video_ids for module in read.modules}.get(module_id, ())
    undo = write_undo(module_id, lesson, listed.index(lesson)) if lesson in listed else None
    return await change_read_course(request, app, actor, course_id, version, act, note="lesson_removed", undo=undo)


@router.post("/modules/{module_id}/lessons/{video_id}/return")
async def return_lesson(
    course_id: UUID,
    module_id: UUID,
    video_id: UUID,
    app: Running,
    actor: BrowserEditor,
    place: Annotated[int, Form(ge=0, le=MAX_ITEMS)],
) -> Response:
    """Put a lesson back that was taken out, whatever else was changed since: nothing is lost by it."""
    async with app.db.acting_as(actor) as tx:
        course = await courses.get_course(tx, course_id)
        order = courses.insert_lesson(courses.order_of(course), module_id, VideoId(video_id), place)
        await courses.order_modules(tx, actor, course_id, course.summary.version, order)
    return show_again(f"{COURSES}/{course_id}", "lesson_returned")


@router.post("/order")
async def order_course(
    course_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    version: Version,
    item: Annotated[list[str], Form(max_length=MAX_ITEMS)],
) -> Response:
    """Put all modules and lessons into an order: items `module:ID`, each followed by its lessons, `video:ID`."""

    async def act(tx: Tx) -> None:
        await courses.order_modules(tx, actor, course_id, version, read_items(item))

    return await change_read_course(request, app, actor, course_id, version, act, note="moved")


def read_items(items: Sequence[str]) -> list[Placed]:
    """Return the order that the items of a form say. Raises Invalid (`order_incomplete`)."""
    order: list[tuple[UUID, list[VideoId]]] = []
    for kind, _, text in (item.partition(":") for item in items):
        try:
            found = UUID(text)
        except ValueError:
            raise _unreadable() from None
        if kind == "module":
            order.append((found, []))
        elif kind == "video" and order:
            order[-1][1].append(VideoId(found))
        else:
            raise _unreadable()
    return [Placed(module_id, videos) for module_id, videos in order]


def _unreadable() -> Invalid:
    return Invalid("The order cannot be read. Reload the page, then move the lesson again.", code="order_incomplete")
