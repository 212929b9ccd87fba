"""Courses that were given to a student: get and give them."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from chronos import courses
from chronos.model import StudentId
from chronos.web.api.courses import MAX_COURSES
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.authenticate import Editor, Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(tags=["courses"], route_class=OffLoopRoute)

CourseIds = Annotated[list[UUID], Field(max_length=MAX_COURSES)]
PathStudentId = Annotated[UUID, Path(description="Id of the student.")]


class GivenCourses(BaseModel):
    """The courses that a student sees, and nothing else; null: the library and every course."""

    student_id: UUID
    name: str
    course_ids: list[UUID] | None


class CoursesToGive(Body):
    """The courses that a student is to see, and nothing else; null: the library and every course."""

    course_ids: CourseIds | None


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
async def give_courses(student_id: PathStudentId, body: CoursesToGive, app: Running, actor: Editor) -> GivenCourses:
    """Let a student see these courses and nothing else, or, with null, the library and every course."""
    async with app.db.acting_as(actor) as tx:
        return GivenCourses(**asdict(await courses.give_courses(tx, actor, StudentId(student_id), body.course_ids)))
