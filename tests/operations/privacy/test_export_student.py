"""What is exported of a student: every row that names the student, and nothing of another."""

import json
import os
from pathlib import Path
from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.model import Actor, CreatorId, StudentId
from chronos.operations.privacy import export_own, export_student
from chronos.operations.privacy.read_archive import check_whole, members
from tests.conftest import ADatabase
from tests.factories import a_creator, a_student, as_creator, as_student


async def test_export_has_the_same_rows_by_either_way(
    db: Database, database: ADatabase, school: CreatorId, tmp_path: Path
) -> None:
    async with db.as_service("test") as tx:
        [row] = await tx.fetch("select id from students where creator_id = %(id)s", {"id": school})
    sam = StudentId(row["id"])
    done = await export_student(database.url, sam, tmp_path / "sam.tar")
    check_whole(done.path, lambda _done, _total: None)
    archive = {
        name.removeprefix("tables/").removesuffix(".jsonl"): [json.loads(line) for line in content.lines()]
        for name, _, content in members(done.path)
        if name.startswith("tables/")
    }
    assert {name: len(rows) for name, rows in archive.items()} == {table.name: table.rows for table in done.tables}
    async with db.acting_as(as_student(sam)) as tx:
        own = await export_own(tx, as_student(sam))
    assert (own.format, own.version) == ("chronos-student", 1)
    same = archive.keys() - {"private.audit_log", "public.chat_messages", "public.saved_answers"}
    assert {name: own.tables[name] for name in same} == {name: archive[name] for name in same}
    assert {each["content"] for each in own.tables["public.chat_messages"]} == {"Why?", "So."}
    assert {each["content"] for each in own.tables["public.saved_answers"]} == {"So."}
    assert [each.keys() & {"token_hash"} for each in archive["public.shared_answers"]] == [set()]
    assert [each["action"] for each in own.tables["private.audit_log"]] == ["student.exported"] * 2


async def test_only_an_active_student_exports_their_own(db: Database, database: ADatabase, tmp_path: Path) -> None:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        ended = await a_student(tx, creator, is_active=False)
    for actor in (as_creator(creator), as_student(ended), Actor("authenticated")):
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await export_own(tx, actor)
    assert (await export_student(database.url, ended, tmp_path / "ended.tar")).name == "Sam"
    with pytest.raises(Invalid):
        await export_student(database.url, ended, tmp_path / "ended.tar")
    with pytest.raises(NotFound):
        await export_student(database.url, StudentId(uuid4()), tmp_path / "nobody.tar")
    assert [name for name in os.listdir(tmp_path) if "." in name] == ["ended.tar"]


async def test_how_others_were_notified_of_a_question_is_not_in_it(db: Database, school: CreatorId) -> None:
    async with db.as_service("test") as tx:
        [row] = await tx.fetch("select id from students where creator_id = %(id)s", {"id": school})
        sam = StudentId(row["id"])
        values = {"creator": school, "sam": sam}
        await tx.execute("insert into private.notification_people values (%(creator)s, %(creator)s)", values)
        await tx.execute(
            "select private.tell(%(creator)s, kind, kind, '{}', %(sam)s) "
            "from unnest(array['question.not_covered', 'lesson.opened']) kind",
            values,
        )
        await tx.execute(
            "insert into private.notification_deliveries (notification_id, channel, person_id, error) "
            "select n.id, 'email', case n.kind when 'lesson.opened' then n.student_id else n.creator_id end, 'Away.' "
            "from private.notifications n where n.occurrence = n.kind",
        )
    async with db.acting_as(as_student(sam)) as tx:
        own = (await export_own(tx, as_student(sam))).tables
    assert {each["person_id"] for each in own["private.notification_deliveries"]} == {str(sam)}
    assert {each["kind"] for each in own["private.notifications"]} == {"question.not_covered", "lesson.opened"}
