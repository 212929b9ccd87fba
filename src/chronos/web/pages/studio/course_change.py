"""Change a course from its builder: title and description, publication, removal."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import courses
from chronos.app import App
from chronos.courses import CourseChange
from chronos.db import Tx
from chronos.errors import Conflict, Invalid
from chronos.model import Actor
from chronos.web.authenticate import BrowserEditor, Running
from chronos.web.pages.studio.course_list import COURSES
from chronos.web.pages.studio.course_show import builder_page
from chronos.web.pages.studio.studio_page import refusal_of, show_again

Version = Annotated[int, Form(description="Of the course that was read.")]

router = APIRouter(prefix="/courses/{course_id}")


async def change_read_course(
    request: Request,
    app: App,
    actor: Actor,
    course_id: UUID,
    version: int,
    act: Callable[[Tx], Awaitable[object]],
    *,
    note: str,
    form: str = "",
    typed: Mapping[str, str] | None = None,
    undo: object = None,
) -> Response:
    """Do `act` if the course is still as it was read, then show the builder with `note`, and a way back with `undo`.

    A refusal shows the builder as well, with what was typed into `form`.
    """
    try:
        async with app.db.acting_as(actor) as tx:
            await courses.require_version(tx, course_id, version)
            await act(tx)
    except (Conflict, Invalid) as error:
        return await builder_page(request, app, actor, course_id, refusal=refusal_of(error, form, typed))
    return show_again(f"{COURSES}/{course_id}", note, undo=undo)


@router.post("/details")
async def change_details(
    course_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    version: Version,
    title: Annotated[str, Form()] = "",
    description: Annotated[str, Form()] = "",
) -> Response:
    """Change title and description."""
    change = CourseChange(title=title, description=description)
    typed = {"title": title, "description": description}

    async def act(tx: Tx) -> None:
        await courses.change_course(tx, actor, course_id, change)

    return await change_read_course(
        request, app, actor, course_id, version, act, note="saved", form="course", typed=typed
    )


@router.post("/publish")
async def publish_course(
    course_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    version: Version,
    is_published: Annotated[bool, Form()],
) -> Response:
    """Publish or hide the course."""

    async def act(tx: Tx) -> None:
        await courses.change_course(tx, actor, course_id, CourseChange(is_published=is_published))

    note = "published" if is_published else "hidden"
    return await change_read_course(request, app, actor, course_id, version, act, note=note)


@router.post("/remove")
async def remove_course(
    course_id: UUID, request: Request, app: Running, actor: BrowserEditor, version: Version
) -> Response:
    """Remove the course with its modules; its videos stay."""
    try:
        async with app.db.acting_as(actor) as tx:
            await courses.require_version(tx, course_id, version)
            await courses.remove_course(tx, actor, course_id)
    except Conflict as error:
        return await builder_page(request, app, actor, course_id, refusal=refusal_of(error))
    return show_again(COURSES, "course_removed")
