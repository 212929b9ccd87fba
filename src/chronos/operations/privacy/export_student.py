"""Export all that is a student's: every row that names the student, or belongs to one that does."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import sql

from chronos.db import Tx, fetch
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, StudentId
from chronos.operations.backup.archive import ArchiveWriter, draft_of
from chronos.operations.privacy.parts import QUERIES
from chronos.operations.privacy.write_archive import (
    VERSION,
    Exported,
    TableInArchive,
    add_tables,
    note_export,
    snapshot,
    spool,
)

STUDENT_FORMAT = "chronos-student"
_ROWS = sql.SQL("select data::text from private.student_rows(%(id)s) where relation = %(relation)s order by data::text")


@dataclass(frozen=True, slots=True)
class StudentExport:
    """The rows of a student by table, as in the archive."""

    format: str
    version: int
    exported_at: datetime
    tables: Mapping[str, Sequence[Mapping[str, Any]]]


async def export_own(tx: Tx, actor: Actor) -> StudentExport:
    """Return what is the calling student's. Raises NotAllowed (`students_only`)."""
    if actor.student_id is None or actor.creator_id is not None:
        raise NotAllowed("Only students export what is theirs.", code="students_only")
    tables: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in await tx.fetch(QUERIES["own_rows"]):
        tables[row["relation"]].append(row["data"])
    if not tables:
        raise NotAllowed("Only students with an active membership do this.", code="students_only")
    return StudentExport(STUDENT_FORMAT, VERSION, datetime.now(UTC), dict(tables))


async def export_student(url: str, student_id: StudentId, path: Path) -> Exported:
    """Write what is a student's to `path`, as the operator; also when the membership has ended.

    Raises NotFound, and Invalid when `path` exists or cannot be written.
    """
    with draft_of(path) as (file, directory):
        archive = ArchiveWriter(file)
        async with snapshot(url) as connection:
            found = await fetch(connection, QUERIES["student_name"], {"id": student_id})
            if not found:
                raise NotFound(f"There is no student {student_id}.", code="person_not_found")
            tables = []
            for row in await fetch(connection, QUERIES["student_tables"], {"id": student_id}):
                name, values = row["relation"], {"id": student_id, "relation": row["relation"]}
                count, sha256 = await spool(connection, sql.Composed([_ROWS]), values, directory / name)
                tables.append(TableInArchive(name, [], count, sha256))
        student = {"id": str(student_id), "name": found[0]["name"], "creator_id": str(found[0]["creator_id"])}
        add_tables(archive, {"format": STUDENT_FORMAT, "student": student}, tables, directory)
        archive.finish()
        size = file.tell()
    await note_export(url, "student", student_id, student["creator_id"])
    return Exported(path, student["name"], size, tables)
