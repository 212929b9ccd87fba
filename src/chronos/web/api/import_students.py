"""Import students from CSV."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StrictBool

from chronos import courses
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.authenticate import Owner, Running
from chronos.web.off_loop import OffLoopRoute
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(prefix="/students", tags=["students"], route_class=OffLoopRoute)


class StudentList(Body):
    """A list of students."""

    csv: Annotated[str, Field(max_length=1_000_000, pattern=WITHOUT_NUL)] = Field(
        description="Name, e-mail address and, optionally, the title of a course on each of up to 5,000 lines."
    )
    preview: StrictBool = Field(False, description="Return what the list would do, and write nothing.")


class LineProblem(BaseModel):
    """Why a line cannot be taken."""

    line: int
    detail: str


class StudentImport(BaseModel):
    """What the list did, or with `preview` would do."""

    added: int = Field(description="New students.")
    known: int = Field(description="People of the list who are students already.")
    ended: int = Field(description="Students whose access has ended, and stays so.")
    given: int | None = Field(description="Courses that were given; null for a preview.")
    problems: list[LineProblem] = Field(description="The first 100 lines that are wrong; of a preview alone.")


@router.post("/import", operation_id="import_students", summary="Add students from CSV", responses=problems(400, 413))
async def import_students(body: StudentList, app: Running, actor: Owner) -> StudentImport:
    """Add the students of a list, all or none. A student is known by the address: the same list again adds none."""
    async with app.db.acting_as(actor) as tx:
        if not body.preview:
            return StudentImport(**asdict(await courses.import_students(tx, body.csv)), problems=[])
        plan = await courses.plan_students(tx, body.csv)
    found = [LineProblem(line=problem.number, detail=problem.sentence) for problem in plan.problems]
    return StudentImport(added=plan.added, known=plan.known, ended=plan.ended, given=None, problems=found)
