"""Courses: list, add, get, change, order and remove them, and their modules."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field, StrictBool

from chronos import courses
from chronos.model import StudentId, VideoId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Title
from chronos.web.authenticate import Program, Running
from chronos.web.json_values import DateTime, WholeNumber
from chronos.web.off_loop import OffLoopRoute
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(tags=["courses"], route_class=OffLoopRoute)

MAX_LESSONS = 1_000
MAX_MODULES = 500

Description = Annotated[str, Field(max_length=10_000, pattern=WITHOUT_NUL)]
Lessons = Annotated[list[UUID], Field(max_length=MAX_LESSONS, description="Ids of the videos, in order.")]
PathCourseId = Annotated[UUID, Path(description="Id of the course.")]
PathModuleId = Annotated[UUID, Path(description="Id of the module.")]
Days = Annotated[WholeNumber, Field(ge=0, le=3_650, description="Opens so many days after the student joined.")]
CourseIds = Annotated[list[UUID], Field(max_length=MAX_MODULES)]


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
    cover: str | None = Field(description="Name of the picture in the bucket `thumbnails`.")
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
    """A video of a module; the last five fields are the calling student's own."""

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
    """All courses that the caller may see, in the creator's order."""

    items: list[CourseSummary]
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


class CourseOrder(Body):
    """Courses in order."""

    course_ids: Annotated[list[UUID], Field(min_length=1, max_length=MAX_MODULES)]


class GivenCourses(BaseModel):
    """The courses that a student sees, and nothing else; null: the library and every course."""

    student_id: UUID
    name: str
    course_ids: list[UUID] | None


class CoursesToGive(Body):
    """The courses that a student is to see, and nothing else; null: the library and every course."""

    course_ids: CourseIds | None


@router.get("/courses", operation_id="list_courses", summary="List courses")
async def list_courses(app: Running, actor: Program) -> CourseList:
    """List courses in order. A student sees published ones, or those that were given to it."""
    async with app.db.acting_as(actor) as tx:
        found = await courses.list_courses(tx)
    return CourseList(items=[CourseSummary.of(course) for course in found], next_cursor=None)


@router.post(
    "/courses", operation_id="add_course", summary="Add a course", status_code=201, responses=problems(400, 413)
)
async def add_course(body: NewCourse, app: Running, actor: Program, response: Response) -> Course:
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
    responses=problems(400, 404, 413),
)
async def order_courses(body: CourseOrder, app: Running, actor: Program) -> None:
    """Put courses into the order of `course_ids`."""
    async with app.db.acting_as(actor) as tx:
        await courses.order_courses(tx, actor, body.course_ids)


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
async def change_course(course_id: PathCourseId, body: CourseChange, app: Running, actor: Program) -> Course:
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
async def remove_course(course_id: PathCourseId, app: Running, actor: Program) -> None:
    """Remove a course with its modules; its videos stay."""
    async with app.db.acting_as(actor) as tx:
        await courses.remove_course(tx, actor, course_id)


@router.put(
    "/courses/{course_id}/order",
    operation_id="order_modules",
    summary="Change the order of the modules of a course",
    responses=problems(400, 404, 409, 413),
)
async def order_modules(course_id: PathCourseId, body: Order, app: Running, actor: Program) -> Course:
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
async def add_module(course_id: PathCourseId, body: NewModule, app: Running, actor: Program) -> Course:
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
    course_id: PathCourseId, module_id: PathModuleId, body: ModuleChange, app: Running, actor: Program
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
async def remove_module(course_id: PathCourseId, module_id: PathModuleId, app: Running, actor: Program) -> None:
    """Remove a module; its videos stay."""
    async with app.db.acting_as(actor) as tx:
        await courses.remove_module(tx, actor, course_id, module_id)


PathStudentId = Annotated[UUID, Path(description="Id of the student.")]


@router.get(
    "/students/{student_id}/courses",
    operation_id="get_given_courses",
    summary="Get the courses that a student sees",
    responses=problems(404),
)
async def get_given_courses(student_id: PathStudentId, app: Running, actor: Program) -> GivenCourses:
    """Return the courses that were given to a student; null: it sees the library and every course."""
    async with app.db.acting_as(actor) as tx:
        return GivenCourses(**asdict(await courses.get_given_courses(tx, StudentId(student_id))))


@router.put(
    "/students/{student_id}/courses",
    operation_id="give_courses",
    summary="Give courses to a student",
    responses=problems(400, 404, 413),
)
async def give_courses(student_id: PathStudentId, body: CoursesToGive, app: Running, actor: Program) -> GivenCourses:
    """Let a student see these courses and nothing else, or, with null, the library and every course."""
    async with app.db.acting_as(actor) as tx:
        return GivenCourses(**asdict(await courses.give_courses(tx, actor, StudentId(student_id), body.course_ids)))


def _summary(course: courses.CourseSummary) -> dict[str, Any]:
    return asdict(course) | {"progress": asdict(course.progress) | {"percent": course.progress.percent}}


def _module(module: courses.Module) -> dict[str, Any]:
    told = asdict(module)
    conditions: dict[str, Any] = told.pop("conditions")
    return told | {"opens_for_you_at": told["opens_at"]} | conditions
