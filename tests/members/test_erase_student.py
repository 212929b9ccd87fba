"""An erased student leaves counts, and nothing that names a person."""

import asyncio
from random import Random
from uuid import uuid4

import pytest

from chronos.analytics import recompute, roll_up_days
from chronos.courses import Beat, Segment, add_note, record_beat
from chronos.db import Database
from chronos.errors import Conflict, NotAllowed, NotFound
from chronos.members import erase_any_student, erase_own, erase_student, plan_any_erasure, plan_own_erasure
from chronos.model import StudentId
from chronos.search import find_words
from tests.analytics.conftest import ZONE, Class, school
from tests.analytics.facts import FIRST_DAY, add_facts, creator_rows, day_of, every_byte, some_facts, video_rows
from tests.factories import a_creator, a_session, as_creator, as_student

__all__ = ["school"]  # a fixture
COUNTED = ("public.chat_sessions", "public.chat_messages", "public.video_progress", "public.notes")


async def test_days_keep_their_numbers_when_students_are_erased(db: Database, school: Class) -> None:
    facts = some_facts(Random(4), school.creator_id, school.students, school.videos, 2000)
    async with db.as_service("test") as tx:
        await add_facts(tx, facts)
    await roll_up_days(db)
    async with db.as_service("test") as tx:
        before, totals = await every_byte(tx), await creator_rows(tx)
        assert len(await video_rows(tx)) > 300
    for student in school.students:  # until none is left
        async with db.acting_as(as_creator(school.creator_id)) as tx:
            erased = await erase_student(tx, as_creator(school.creator_id), student)
        assert erased.rows.get("private.facts", 0) == sum(fact.student_id == student for fact in facts)
        if student in (school.students[0], school.students[4], school.students[-1]):
            await recompute(db, FIRST_DAY)
        async with db.as_service("test") as tx:
            assert await every_byte(tx) == before
            assert await tx.fetch("select from private.facts where student_id = %(id)s", {"id": student}) == []
    async with db.as_service("test") as tx:
        await tx.execute("delete from videos where id = %(id)s", {"id": school.videos[0]})
    await recompute(db, FIRST_DAY)
    async with db.as_service("test") as tx:
        assert await creator_rows(tx) == totals


async def test_a_creators_days_keep_their_viewers(db: Database, school: Class) -> None:
    facts = some_facts(Random(6), school.creator_id, school.students, school.videos, 300)
    columns = (
        "date, viewers, active_students, views, viewings, watch_seconds, completions, searches, questions, refusals"
    )
    days = f"select {columns} from private.creator_days order by date"  # noqa: S608
    async with db.as_service("test") as tx:
        await add_facts(tx, facts)
    await roll_up_days(db)
    async with db.as_service("test") as tx:
        before = await tx.fetch(days)
    await erase_any_student(db, school.students[0])
    erased = "select date, erased_viewers, erased_students from private.creator_days order by date"
    async with db.as_service("test") as tx:
        at_once = await tx.fetch(erased)
        assert await tx.fetch(days) == before
    await recompute(db, FIRST_DAY)
    async with db.as_service("test") as tx:
        assert await tx.fetch(days) == before
        assert await tx.fetch(erased) == at_once
    assert sum(day["erased_students"] for day in at_once) == len(
        {day_of(fact, ZONE) for fact in facts if fact.student_id == school.students[0]}
    )


async def test_nothing_that_names_the_student_is_left(db: Database, school: Class) -> None:
    student = school.students[0]
    sam = as_student(student)
    async with db.as_service("test") as tx:
        await tx.execute("update students set email = 'sam@example.com' where id = %(id)s", {"id": student})
        await a_session(tx, school.creator_id, student)
        await tx.execute(
            "insert into chat_messages (session_id, role, content) select id, 'user', 'Why?' from chat_sessions"
        )
        await tx.execute(
            "insert into private.asked_questions (message_id, creator_id, student_id, is_covered) "
            "select m.id, s.creator_id, s.student_id, true "
            "from chat_messages m join chat_sessions s on s.id = m.session_id"
        )
    await find_words(db, sam, "light")
    async with db.acting_as(sam) as tx:
        await add_note(tx, sam, school.videos[0], 1, "Sam was here")
    session = uuid4()
    for number in (0, 1):
        async with db.acting_as(sam) as tx:
            await record_beat(tx, sam, school.videos[0], Beat(session, number, [Segment(0.0, 1.0)], 1.0))
    await roll_up_days(db)
    planned = await plan_any_erasure(db, student)
    assert [planned.rows[name] for name in COUNTED] == [1, 1, 1, 1]
    erased = await erase_any_student(db, student)
    assert erased.rows == planned.rows
    assert erased.rows["private.facts"] > 1
    async with db.as_service("test") as tx:
        tables = await tx.fetch(
            "select c.oid::regclass::text as name from pg_class c where c.relkind = 'r' "
            "and c.relnamespace::regnamespace::text in ('public', 'private', 'jobs')"
        )
        for name in (row["name"] for row in tables):
            statement = f"select t::text as row from {name} t where t::text ~ %(traces)s"  # noqa: S608
            # The audit log says by the id that this student was erased, until it is old.
            traces = "sam@example[.]com" if name == "private.audit_log" else f"{student}|sam@example[.]com"
            left = await tx.fetch(statement, {"traces": traces})
            assert left == [], name


async def test_only_the_students_creator_erases_it(db: Database, school: Class) -> None:
    async with db.as_service("test") as tx:
        bob = as_creator(await a_creator(tx, name="Bob"))
    student = school.students[0]
    for actor in (bob, as_creator(school.creator_id)):
        async with db.acting_as(actor) as tx:
            if actor is bob:
                with pytest.raises(NotFound):
                    await erase_student(tx, actor, student)
            else:
                assert (await erase_student(tx, actor, student)).student_id == student
    with pytest.raises(NotAllowed):
        async with db.acting_as(as_student(school.students[1])) as tx:
            await erase_student(tx, as_student(school.students[1]), school.students[1])
    with pytest.raises(NotFound):
        await erase_any_student(db, StudentId(uuid4()))


async def test_a_student_erases_itself_with_the_id_of_its_plan(db: Database, school: Class) -> None:
    sam, eve = map(as_student, school.students[:2])
    assert sam.student_id
    for wrong in (None, eve.student_id):
        with pytest.raises(Conflict):
            async with db.acting_as(sam) as tx:
                await erase_own(tx, sam, wrong)
    async with db.acting_as(sam) as tx:
        planned = await plan_own_erasure(tx, sam)
        assert planned.rows["public.students"] == 1
        assert (await erase_own(tx, sam, planned.student_id)).rows == planned.rows
    for actor in (sam, as_creator(school.creator_id)):
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await plan_own_erasure(tx, actor)
    async with db.acting_as(eve) as tx:
        assert (await plan_own_erasure(tx, eve)).rows["public.students"] == 1


async def test_no_student_erases_another(db: Database, school: Class) -> None:
    sam = as_student(school.students[0])
    async with db.acting_as(sam) as tx:
        for function in ("plan_erasure", "erase_student"):
            row = await tx.fetch_one(f"select student_id from private.{function}(%(id)s)", {"id": school.students[1]})  # noqa: S608
            assert row == {"student_id": None}


async def test_a_creator_who_is_deleted_leaves_no_counts(db: Database, school: Class) -> None:
    async with db.as_service("test") as tx:
        await add_facts(tx, some_facts(Random(5), school.creator_id, school.students, school.videos, 50))
        await tx.execute("delete from creators where id = %(id)s", {"id": school.creator_id})
        assert await tx.fetch("select from private.facts union all select from private.erased_activity") == []


async def test_a_search_that_is_being_served_is_counted(db: Database, school: Class) -> None:
    """A fact has no foreign key: the removal waits for those that are being recorded, and none follows it."""
    student = school.students[0]
    async with db.acting_as(as_student(student)) as tx:
        await tx.execute("select private.record_request('search')")
        removing = asyncio.create_task(erase_any_student(db, student))
        while not await _waits(db):  # noqa: ASYNC110 - the server's work
            await asyncio.sleep(0.02)
        after = asyncio.create_task(_search(db, student))
    await asyncio.gather(removing, after)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from private.facts") == []
        assert await tx.fetch("select searches, active_students from private.erased_activity") == [
            {"searches": 1, "active_students": 1}
        ]


async def _search(db: Database, student: StudentId) -> None:
    async with db.acting_as(as_student(student)) as tx:
        await tx.execute("select private.record_request('search')")


async def _waits(db: Database) -> bool:
    async with db.as_service("test") as tx:
        return bool(await tx.fetch("select from pg_locks where locktype = 'advisory' and not granted"))
