"""Export all that is a student's: the person, progress, conversations, notes, sign-ins."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chronos.db import Database, Tx, load_queries
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, StudentId

QUERIES = load_queries("chronos.operations", "export_student.sql")
KINDS = ("student", "enrolments", "progress", "sessions", "messages", "notes", "sign_ins")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StudentExport:
    """The rows of a student by table; each conversation has its `messages`, each progress the parts that were heard."""

    exported_at: datetime
    student: Row
    enrolments: Sequence[Row]
    progress: Sequence[Row]
    sessions: Sequence[Row]
    notes: Sequence[Row]
    sign_ins: Sequence[Row]


async def export_own(tx: Tx, actor: Actor) -> StudentExport:
    """Export what is the calling student's. Raises NotAllowed (`students_only`)."""
    if actor.student_id is None or actor.creator_id is not None:
        raise NotAllowed("Only students export what is theirs.", code="students_only")
    try:
        return await _export(tx, actor.student_id)
    except NotFound as error:
        raise NotAllowed("Only students with an active membership do this.", code="students_only") from error


async def export_student(db: Database, student_id: StudentId) -> StudentExport:
    """Export what is a student's, as the operator; also when the membership has ended. Raises NotFound."""
    async with db.as_service("operations.export_student") as tx:
        return await _export(tx, student_id)


async def _export(tx: Tx, student_id: StudentId) -> StudentExport:
    rows = {name: await tx.fetch(QUERIES[name], {"student_id": student_id}) for name in KINDS}
    if not rows["student"]:
        raise NotFound(f"There is no student {student_id}.", code="person_not_found")
    messages: defaultdict[object, list[Row]] = defaultdict(list)
    for row in rows.pop("messages"):
        messages[row.pop("session_id")].append(row)
    sessions = [row | {"messages": messages[row["id"]]} for row in rows.pop("sessions")]
    [student] = rows.pop("student")
    return StudentExport(exported_at=datetime.now(UTC), student=student, sessions=sessions, **rows)
