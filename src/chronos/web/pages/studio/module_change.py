"""Change the modules of a course from its builder: add, change, move, remove."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import courses
from chronos.courses import ModuleChange, NewModule
from chronos.db import Tx
from chronos.errors import Invalid
from chronos.web.authenticate import BrowserEditor, Running
from chronos.web.pages.studio.course_change import Version, change_read_course
from chronos.web.pages.studio.course_show import builder_page
from chronos.web.pages.studio.studio_page import refusal_of

MAX_DAYS = 3_650

router = APIRouter(prefix="/courses/{course_id}/modules")


@router.post("")
async def add_module(
    course_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    version: Version,
    title: Annotated[str, Form()] = "",
) -> Response:
    """Add a module, last in the course."""

    async def act(tx: Tx) -> None:
        await courses.add_module(tx, actor, course_id, NewModule(title))

    return await change_read_course(
        request, app, actor, course_id, version, act, note="module_added", form="add", typed={"title": title}
    )


@router.post("/{module_id}")
async def change_module(
    course_id: UUID,
    module_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    version: Version,
    title: Annotated[str, Form()] = "",
    description: Annotated[str, Form()] = "",
    opens_after_days: Annotated[str, Form()] = "",
    opens_at: Annotated[str, Form()] = "",
    requires_module_id: Annotated[str, Form()] = "",
) -> Response:
    """Change title, description and conditions; an empty condition is lifted."""
    fields = {
        "title": title,
        "description": description,
        "opens_after_days": opens_after_days,
        "opens_at": opens_at,
        "requires_module_id": requires_module_id,
    }
    try:
        conditions = {
            "opens_after_days": _read_days(opens_after_days),
            "opens_at": _read_time(opens_at),
            "requires_module_id": UUID(requires_module_id) if requires_module_id else None,
        }
    except (Invalid, ValueError) as error:
        wrong = error if isinstance(error, Invalid) else Invalid("Choose a module.", code="request_invalid")
        return await builder_page(request, app, actor, course_id, refusal=refusal_of(wrong, str(module_id), fields))

    async def act(tx: Tx) -> None:
        change = ModuleChange(title, description, None, conditions)
        await courses.change_module(tx, actor, course_id, module_id, change)

    return await change_read_course(
        request, app, actor, course_id, version, act, note="saved", form=str(module_id), typed=fields
    )


@router.post("/{module_id}/move")
async def move_module(
    course_id: UUID,
    module_id: UUID,
    request: Request,
    app: Running,
    actor: BrowserEditor,
    version: Version,
    step: Annotated[int, Form(ge=-1, le=1)],
) -> Response:
    """Move a module one place up or down."""

    async def act(tx: Tx) -> None:
        order = courses.order_of(await courses.get_course(tx, course_id))
        await courses.order_modules(tx, actor, course_id, version, courses.move_module(order, module_id, step))

    return await change_read_course(request, app, actor, course_id, version, act, note="moved")


@router.post("/{module_id}/remove")
async def remove_module(
    course_id: UUID, module_id: UUID, request: Request, app: Running, actor: BrowserEditor, version: Version
) -> Response:
    """Remove a module; its videos stay."""

    async def act(tx: Tx) -> None:
        await courses.remove_module(tx, actor, course_id, module_id)

    return await change_read_course(request, app, actor, course_id, version, act, note="module_removed")


def _read_days(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_DAYS)) and int(text) <= MAX_DAYS):
        raise Invalid(f"Write the days as a whole number from 0 to {MAX_DAYS}.", code="request_invalid")
    return int(text)


def _read_time(text: str) -> datetime | None:
    """Return a time of a form; without a zone it is UTC."""
    if not text.strip():
        return None
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("Write the date and the time as 2027-05-03T09:00.", code="request_invalid") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
