"""Students: when each was last seen, how far they are, and who is at risk."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime

from chronos.analytics.table import Table
from chronos.db import Tx, load_queries
from chronos.errors import NotFound
from chronos.model import StudentId

_QUERIES = load_queries("chronos.analytics")

MAX_PAGE = 200
AT_RISK_DAYS = 14
AT_RISK_RULE = (
    f"At risk: an active student who has not watched or asked for {AT_RISK_DAYS} days, nor joined in them, "
    "and has not completed every video that you offer."
)


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A student. `percent`: seconds heard of all that you offer the student; a completed video counts whole."""

    id: StudentId
    name: str
    email: str | None
    is_active: bool
    joined_at: datetime
    last_seen_at: datetime | None
    videos_begun: int
    videos_completed: int
    percent: int
    questions: int
    is_at_risk: bool


@dataclass(frozen=True, slots=True)
class StudentPage:
    """Students by name; `next_cursor` is the last one's id when there are more."""

    students: Sequence[StudentRow]
    next_cursor: StudentId | None
    rule: str = AT_RISK_RULE

    def table(self) -> Table:
        """Return the students as rows."""
        return Table([field.name for field in fields(StudentRow)], [astuple(student) for student in self.students])


async def list_student_rows(
    tx: Tx, *, is_at_risk: bool = False, cursor: StudentId | None = None, limit: int | None = MAX_PAGE
) -> StudentPage:
    """Return the calling creator's own students by name; `limit` None: all. This lists members and counts nothing.

    Raises NotFound (`person_not_found`) for a cursor that is gone.
    """
    if cursor is not None:
        row = await tx.fetch_one(_QUERIES["has_student"], {"id": cursor})
        if not (row and row["has_student"]):
            raise NotFound(f"There is no student {cursor}; list from the beginning.", code="person_not_found")
    values = {
        "at_risk_only": is_at_risk,
        "days": AT_RISK_DAYS,
        "cursor": cursor,
        "limit": None if limit is None else limit + 1,
    }
    rows = [StudentRow(**row) for row in await tx.fetch(_QUERIES["list_student_rows"], values)]
    shown = rows if limit is None else rows[:limit]
    return StudentPage(shown, shown[-1].id if len(rows) > len(shown) else None)
