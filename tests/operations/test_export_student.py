"""What is exported of a student: every table that refers to one, and nothing of another student."""

from dataclasses import asdict

import pytest

from chronos.db import Database
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, StudentId
from chronos.operations.export_student import QUERIES, export_own, export_student
from tests.factories import a_creator, a_session, a_student, a_video, as_creator, as_student

# Tables with a reference to a student that an export leaves out, and why.
LEFT_OUT = {
    "playing_sessions": "how reports were counted; what they amount to is in video_progress",
    "watch_budgets": "how reports were counted",
    "sign_in_links": "secrets, of minutes",
    "asked_questions": "derived from the messages",
    "student_days": "derived from what is exported: the days on which a student did something",
    "ledger": "what the creator pays",
}


async def test_every_table_of_a_student_is_exported(db: Database) -> None:
    async with db.as_service("test") as tx:
        rows = await tx.fetch(
            "select distinct conrelid::regclass::text as name from pg_constraint "
            "where contype = 'f' and confrelid = 'public.students'::regclass"
        )
    referring = {row["name"].rpartition(".")[2] for row in rows} - LEFT_OUT.keys()
    statements = " ".join(QUERIES.values())
    assert {name for name in referring if f".{name}\n" not in statements and f".{name} " not in statements} == set()


async def test_export_has_the_students_own_rows_by_either_way(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        video = await a_video(tx, creator)
        students = [await a_student(tx, creator, name=name) for name in ("Sam", "Eve")]
        for student in students:
            session = await a_session(tx, creator, student)
            await tx.execute(
                "insert into chat_messages (session_id, role, content) values (%(id)s, 'user', 'Why?')", {"id": session}
            )
            await tx.execute(
                "insert into notes (student_id, creator_id, video_id, at_seconds, content) "
                "values (%(student)s, %(creator)s, %(video)s, 1, 'A note')",
                {"student": student, "creator": creator, "video": video},
            )
            await tx.execute(
                "insert into video_progress (student_id, video_id, creator_id, heard) "
                "values (%(student)s, %(video)s, %(creator)s, '{[0,1500),[3000,4000)}')",
                {"student": student, "creator": creator, "video": video},
            )
    sam = as_student(students[0])
    async with db.acting_as(sam) as tx:
        own = asdict(await export_own(tx, sam))
    by_operator = asdict(await export_student(db, students[0]))
    assert own | {"exported_at": None} == by_operator | {"exported_at": None}
    assert own["student"]["name"] == "Sam"
    assert [each["heard"] for each in own["progress"]] == [[[0, 1.5], [3, 4]]]
    assert [len(each["messages"]) for each in own["sessions"]] == [1]
    assert [each["content"] for each in own["notes"]] == ["A note"]


async def test_only_an_active_student_exports_their_own(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        ended = await a_student(tx, creator, is_active=False)
    for actor in (as_creator(creator), as_student(ended), Actor("authenticated")):
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await export_own(tx, actor)
    assert (await export_student(db, ended)).student["is_active"] is False
    with pytest.raises(NotFound):
        await export_student(db, StudentId(creator))
