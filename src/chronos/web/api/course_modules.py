"""Modules of a course: add, change, order and remove them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import Field

from chronos import courses
from chronos.model import VideoId
from chronos.web.api.courses import Course, Description, PathCourseId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Title
from chronos.web.authenticate import Editor, Running
from chronos.web.json_values import DateTime, WholeNumber
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(tags=["courses"], route_class=OffLoopRoute)

MAX_LESSONS = 1_000
MAX_MODULES = 500

Lessons = Annotated[list[UUID], Field(max_length=MAX_LESSONS, description="Ids of the videos, in order.")]
PathModuleId = Annotated[UUID, Path(description="Id of the module.")]
Days = Annotated[WholeNumber, Field(ge=0, le=3_650, description="Opens so many days after the student joined.")]


class NewModule(Body):
    """A module to add, last in its course. Every condition that is given must hold before it opens."""

    title: Title
    description: Description | None = None
    video_ids: Lessons = Field(default_factory=list)
    opens_after_days: Days | None = None
    opens_at: DateTime | None = None
    requires_module_id: UUID | None = None


class ModuleChange(Body):
    """Fields to change; omitted fields keep their value. A condition that is null is lifted."""

    title: Title | None = None
    description: Description | None = None
    video_ids: Lessons | None = None
    opens_after_days: Days | None = None
    opens_at: DateTime | None = None
    requires_module_id: UUID | None = None


class Placed(Body):
    """A module with its lessons in order."""

    id: UUID
    video_ids: Lessons


class Order(Body):
    """The order of all modules; `version` is that of the course which was read."""

    version: WholeNumber
    modules: Annotated[list[Placed], Field(max_length=MAX_MODULES)]


@router.put(
    "/courses/{course_id}/order",
    operation_id="order_modules",
    summary="Change the order of the modules of a course",
    responses=problems(400, 404, 409, 413),
)
async def order_modules(course_id: PathCourseId, body: Order, app: Running, actor: Editor) -> Course:
    """Place every module and its lessons. 409 when another editor changed the course since `version` was read."""
    order = [courses.Placed(each.id, [VideoId(video) for video in each.video_ids]) for each in body.modules]
    async with app.db.acting_as(actor) as tx:
        return Course.of(await courses.order_modules(tx, actor, course_id, body.version, order))


@router.post(
    "/courses/{course_id}/modules",
    operation_id="add_module",
    summary="Add a module",
    status_code=201,
    responses=problems(400, 404, 409, 413),
)
async def add_module(course_id: PathCourseId, body: NewModule, app: Running, actor: Editor) -> Course:
    """Add a module, last in its course, and return the course."""
    conditions = courses.Conditions(body.opens_after_days, body.opens_at, body.requires_module_id)
    videos = [VideoId(video) for video in body.video_ids]
    async with app.db.acting_as(actor) as tx:
        await courses.add_module(
            tx, actor, course_id, courses.NewModule(body.title, body.description, videos, conditions)
        )
        return Course.of(await courses.get_course(tx, course_id))


@router.patch(
    "/courses/{course_id}/modules/{module_id}",
    operation_id="change_module",
    summary="Change a module",
    responses=problems(400, 404, 409, 413),
)
async def change_module(
    course_id: PathCourseId, module_id: PathModuleId, body: ModuleChange, app: Running, actor: Editor
) -> Course:
    """Change a module and return the course."""
    given = body.model_dump(exclude_unset=True)
    conditions = {name: given[name] for name in courses.CONDITIONS if name in given}
    change = courses.ModuleChange(body.title, body.description, given.get("video_ids"), conditions)
    async with app.db.acting_as(actor) as tx:
        await courses.change_module(tx, actor, course_id, module_id, change)
        return Course.of(await courses.get_course(tx, course_id))


@router.delete(
    "/courses/{course_id}/modules/{module_id}",
    operation_id="remove_module",
    summary="Remove a module",
    status_code=204,
    responses=problems(404),
)
async def remove_module(course_id: PathCourseId, module_id: PathModuleId, app: Running, actor: Editor) -> None:
    """Remove a module; its videos stay."""
    async with app.db.acting_as(actor) as tx:
        await courses.remove_module(tx, actor, course_id, module_id)
