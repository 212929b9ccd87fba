"""Import students from a list: look first, then write all of it or nothing; again, it changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chronos.courses.course import list_courses
from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed
from chronos.members import LineProblem, RosterLine, read_roster

_QUERIES = load_queries("chronos.courses")


@dataclass(frozen=True, slots=True)
class StudentsPlan:
    """What an import would do. `ended`: students of the list whose access has ended; they stay as they are."""

    lines: Sequence[RosterLine]
    problems: Sequence[LineProblem]
    added: int
    known: int
    ended: int


@dataclass(frozen=True, slots=True)
class ImportedStudents:
    """What an import did. `given`: courses that students were given."""

    added: int
    known: int
    ended: int
    given: int


async def plan_students(tx: Tx, text: str) -> StudentsPlan:
    """Return what the list would do in the school of the calling owner, and write nothing. Raises Invalid."""
    roster = read_roster(text)
    lines, _, problems = await _find_courses(tx, roster.lines)
    emails = {line.email.lower() for line in lines}
    rows = await tx.fetch(_QUERIES["known_emails"], {"emails": sorted(emails)})
    ended = {row["email"] for row in rows if not row["is_in"]}
    known = {row["email"] for row in rows} - ended
    found = sorted([*roster.problems, *problems], key=lambda problem: problem.number)
    return StudentsPlan(lines, found, len(emails - known - ended), len(known), len(ended))


async def import_students(tx: Tx, text: str) -> ImportedStudents:
    """Add the students of the list, and give courses to those who do not see everything, as the calling owner.

    A student is known by the e-mail address. Raises Invalid (`roster_invalid`) when a line is wrong, NotAllowed
    (`role_not_allowed`), OverLimit by the plan; then nothing is written.
    """
    roster = read_roster(text)
    lines, courses, problems = await _find_courses(tx, roster.lines)
    if wrong := sorted([*roster.problems, *problems], key=lambda problem: problem.number):
        raise Invalid(f"Line {wrong[0].number}: {wrong[0].sentence} Nothing was imported.", code="roster_invalid")
    values = {
        "names": [line.name for line in lines],
        "emails": [line.email for line in lines],
        "courses": [courses[line.course.casefold()] if line.course else None for line in lines],
    }
    row = await tx.fetch_one(_QUERIES["import_students"], values)
    if row is None or row["added"] is None:
        raise NotAllowed("Only an owner imports students.", code="role_not_allowed")
    return ImportedStudents(**row)


async def _find_courses(
    tx: Tx, lines: Sequence[RosterLine]
) -> tuple[list[RosterLine], Mapping[str, UUID], list[LineProblem]]:
    """Return the lines whose course exists, once; the courses by their titles; and the problems of the others."""
    titles: dict[str, list[UUID]] = {}
    if any(line.course for line in lines):
        for course in await list_courses(tx):
            titles.setdefault(course.title.casefold(), []).append(course.id)
    found, problems = [], []
    for line in lines:
        ids = titles.get(line.course.casefold(), []) if line.course else None
        if ids is None or len(ids) == 1:
            found.append(line)
        else:
            none = f"There is no course “{line.course}”: write its title as it is, or leave it out."
            several = f"Several courses have the title “{line.course}”: rename all but one."
            problems.append(LineProblem(line.number, several if ids else none))
    return found, {title: ids[0] for title, ids in titles.items()}, problems
