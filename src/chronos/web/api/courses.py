"""Courses: list, add, get, change, order and remove them."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field, StrictBool

from chronos import courses
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Title
from chronos.web.authenticate import Editor, Program, Running
from chronos.web.off_loop import OffLoopRoute
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(tags=["courses"], route_class=OffLoopRoute)

MAX_COURSES = 500

Description = Annotated[str, Field(max_length=10_000, pattern=WITHOUT_NUL)]
PathCourseId = Annotated[UUID, Path(description="Id of the course.")]


class Progress(BaseModel):
    """How far the caller is. `percent` counts seconds; a lesson that is done counts whole."""

    lessons: int
    completed: int
    seconds: float
    heard_seconds: float
    percent: int


class CourseSummary(BaseModel):
    """A course in a list. `version` grows with every change of the course or its modules."""

    id: UUID
    title: str
    description: str | None
    cover: str | None = Field(
        description="Name of the picture in the public bucket `thumbnails`: "
        "`/storage/v1/object/public/thumbnails/<name>` serves it."
    )
    is_published: bool
    published_at: datetime | None
    version: int
    modules: int
    progress: Progress
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, course: courses.CourseSummary) -> Self:
        """Present a course of the room."""
        return cls(**_summary(course))


class Lesson(BaseModel):
    """A video of a module; the last four fields are the calling student's own, null for a creator."""

    id: UUID
    title: str
    status: str
    is_published: bool
    is_in_library: bool
    duration_seconds: float | None
    heard_seconds: float | None
    resume_seconds: float | None
    completed_at: datetime | None
    marked_done_at: datetime | None


class Module(BaseModel):
    """A part of a course; `lessons` are the videos that the caller may see.

    `is_open`: whether its videos can be played, found and quoted. `opens_for_you_at` is when the calendar opens it to
    the calling student, `waits_for` the module to be completed before.
    """

    id: UUID
    title: str
    description: str | None
    video_ids: list[UUID]
    opens_after_days: int | None
    opens_at: datetime | None
    requires_module_id: UUID | None
    is_open: bool
    opens_for_you_at: datetime | None
    waits_for: UUID | None
    lessons: list[Lesson]


class Course(BaseModel):
    """A course with its modules in order."""

    id: UUID
    title: str
    description: str | None
    cover: str | None
    is_published: bool
    published_at: datetime | None
    version: int
    progress: Progress
    created_at: datetime
    updated_at: datetime
    modules: list[Module]

    @classmethod
    def of(cls, course: courses.Course) -> Self:
        """Present a course of the room."""
        return cls(**_summary(course.summary) | {"modules": [_module(module) for module in course.modules]})


class CourseList(BaseModel):
    """All courses that the caller may see, in the creator's order. `version` changes with the order."""

    items: list[CourseSummary]
    version: str
    next_cursor: UUID | None


class NewCourse(Body):
    """A course to add; it is published later, once students would see something in it."""

    title: Title
    description: Description | None = None


class CourseChange(Body):
    """Fields to change; omitted fields keep their value. An empty description or cover clears it."""

    title: Title | None = None
    description: Description | None = None
    cover: Annotated[str, Field(max_length=500, pattern=WITHOUT_NUL)] | None = None
    is_published: StrictBool | None = None


class CourseOrder(Body):
    """Courses in order. `version` is that of the list which was read."""

    version: str
    course_ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_COURSES)]


@router.get("/courses", operation_id="list_courses", summary="List courses")
async def list_courses(app: Running, actor: Program) -> CourseList:
    """List courses in order. A student sees published ones, or those that were given to it."""
    async with app.db.acting_as(actor) as tx:
        found = await courses.list_courses(tx)
    items = [CourseSummary.of(course) for course in found]
    return CourseList(items=items, version=courses.order_version(course.id for course in found), next_cursor=None)


@router.post(
    "/courses", operation_id="add_course", summary="Add a course", status_code=201, responses=problems(400, 413)
)
async def add_course(body: NewCourse, app: Running, actor: Editor, response: Response) -> Course:
    """Add a course, unpublished and last."""
    async with app.db.acting_as(actor) as tx:
        course = await courses.add_course(tx, actor, body.title, body.description)
    response.headers["Location"] = f"/api/v1/courses/{course.summary.id}"
    return Course.of(course)


@router.put(
    "/courses/order",
    operation_id="order_courses",
    summary="Change the order of courses",
    status_code=204,
    responses=problems(400, 404, 409, 413),
)
async def order_courses(body: CourseOrder, app: Running, actor: Editor) -> None:
    """Put courses into the order of `course_ids`; courses that are not listed follow in the order that they have."""
    async with app.db.acting_as(actor) as tx:
        await courses.order_courses(tx, actor, body.course_ids, body.version)


@router.get("/courses/{course_id}", operation_id="get_course", summary="Get a course", responses=problems(404))
async def get_course(course_id: PathCourseId, app: Running, actor: Program) -> Course:
    """Return a course with its modules; what is locked for the caller is listed without its lessons."""
    async with app.db.acting_as(actor) as tx:
        return Course.of(await courses.get_course(tx, course_id))


@router.patch(
    "/courses/{course_id}",
    operation_id="change_course",
    summary="Change a course",
    responses=problems(400, 404, 409, 413),
)
async def change_course(course_id: PathCourseId, body: CourseChange, app: Running, actor: Editor) -> Course:
    """Change title, description, cover or publication. A course in which nothing can be seen is not published."""
    change = courses.CourseChange(**body.model_dump())
    async with app.db.acting_as(actor) as tx:
        return Course.of(await courses.change_course(tx, actor, course_id, change))


@router.delete(
    "/courses/{course_id}",
    operation_id="remove_course",
    summary="Remove a course",
    status_code=204,
    responses=problems(404),
)
async def remove_course(course_id: PathCourseId, app: Running, actor: Editor) -> None:
    """Remove a course with its modules; its videos stay."""
    async with app.db.acting_as(actor) as tx:
        await courses.remove_course(tx, actor, course_id)


def _summary(course: courses.CourseSummary) -> dict[str, Any]:
    return asdict(course) | {"progress": asdict(course.progress) | {"percent": course.progress.percent}}


def _module(module: courses.Module) -> dict[str, Any]:
    told = asdict(module)
    conditions: dict[str, Any] = told.pop("conditions")
    return told | {"opens_for_you_at": told["opens_at"]} | conditions
