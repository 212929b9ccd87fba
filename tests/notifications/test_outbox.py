"""Events are noted once, in the transaction of what happened."""

from chronos.db import Database
from chronos.model import Actor
from chronos.notifications import tell_opened_lessons
from tests.factories import a_session, a_student, a_video
from tests.notifications.conftest import School, fail, finish


async def kinds(db: Database) -> list[str]:
    async with db.as_service("test") as tx:
        return [row["kind"] for row in await tx.fetch("select kind from private.notifications order by occurred_at")]


async def test_a_video_is_announced_once_and_each_failure_for_itself(db: Database, school: School) -> None:
    await fail(db, school)
    async with db.as_service("test") as tx:
        await tx.execute("update videos set status = 'embedding' where id = %(id)s", {"id": school.video_id})
    await fail(db, school, "Again.")
    async with db.as_service("test") as tx:
        await tx.execute("update videos set status = 'embedding' where id = %(id)s", {"id": school.video_id})
    await finish(db, school)
    await fail(db, school, "Later.")
    async with db.as_service("test") as tx:
        await tx.execute("update videos set status = 'completed' where id = %(id)s", {"id": school.video_id})
    assert await kinds(db) == ["video.failed", "video.failed", "video.ready", "video.failed"]


async def test_an_event_is_rolled_back_with_its_cause(db: Database, school: School) -> None:
    async with db.dry_run_as(Actor("service_role")) as tx:
        await tx.execute("update videos set status = 'completed' where id = %(id)s", {"id": school.video_id})
        assert await tx.fetch("select from private.notifications")
    assert await kinds(db) == []


async def test_a_question_without_an_answer_and_a_limit_are_noted(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        session = await a_session(tx, school.creator_id, school.student_id)
        for text, is_covered in (("Why?", False), ("How?", True)):
            await tx.execute(
                "with asked as (insert into chat_messages (session_id, role, content) "
                "values (%(session)s, 'user', %(text)s) returning id) "
                "insert into private.asked_questions (message_id, creator_id, student_id, is_covered) "
                "select id, %(creator)s, %(student)s, %(covered)s from asked",
                {
                    "session": session,
                    "text": text,
                    "creator": school.creator_id,
                    "student": school.student_id,
                    "covered": is_covered,
                },
            )
        for share in (0.8, 0.9, 1.0):
            await tx.execute(
                "select private.warn(%(id)s, '2025-01-01', 'questions', %(share)s::numeric)",
                {"id": school.creator_id, "share": share},
            )
        rows = await tx.fetch("select kind, details, student_id from private.notifications order by occurred_at")
    assert [(row["kind"], row["details"].get("question"), row["details"].get("percent")) for row in rows] == [
        ("question.not_covered", "Why?", None),
        ("quota.reached", None, 80),
        ("quota.reached", None, 100),
    ]
    assert "student_id" not in rows[0]["details"]
    async with db.as_service("test") as tx:
        await tx.fetch("select private.erase_student(%(id)s)", {"id": school.student_id})
    assert await kinds(db) == ["quota.reached"] * 2


async def test_lessons_are_noted_as_they_open(db: Database, school: School) -> None:
    await finish(db, school)
    async with db.as_service("test") as tx:
        later = await a_video(tx, school.creator_id, title="Sound")
        values = {"creator": school.creator_id, "student": school.student_id, "first": school.video_id, "later": later}
        await tx.execute("update students set created_at = now() - interval '30 days'")
        await tx.execute(
            "with c as (insert into courses (creator_id, title, is_published) values (%(creator)s, 'Physics', true) "
            "returning id), one as (insert into course_modules (course_id, title, video_ids) "
            "select id, 'One', array[%(first)s::uuid] from c returning id, course_id) "
            "insert into course_modules (course_id, title, video_ids, requires_module_id, opens_at, opens_after_days) "
            "select course_id, 'Two', array[%(later)s::uuid], id, null::timestamptz, null::int from one union all "
            "select course_id, 'Three', array[%(later)s::uuid], null, now() + interval '1 hour', null from one "
            "union all "
            "select course_id, 'Four', array[%(later)s::uuid], null, null, 31 from one union all "
            "select course_id, 'Five', '{}', null, now() - interval '1 minute', null from one",
            values,
        )
    assert await tell_opened_lessons(db) == 0  # the first look begins
    async with db.as_service("test") as tx:
        await tx.execute("update course_modules set opens_at = now() - interval '1 second' where title = 'Three'")
        await tx.execute("update students set created_at = now() - interval '31 days' where id = %(student)s", values)
        await tx.execute(
            "insert into video_progress (student_id, creator_id, video_id, marked_done_at) "
            "values (%(student)s, %(creator)s, %(first)s, now())",
            values,
        )
        await a_student(tx, school.creator_id, name="Nia")  # what was open when she came is not new to her
    assert await tell_opened_lessons(db) == 3
    assert await tell_opened_lessons(db) == 0
    async with db.as_service("test") as tx:
        rows = await tx.fetch(
            "select details ->> 'module' as module, details ->> 'title' as title, student_id "
            "from private.notifications where kind = 'lesson.opened' order by 1"
        )
    assert [(row["module"], row["title"]) for row in rows] == [("Four", "Sound"), ("Three", "Sound"), ("Two", "Sound")]
    assert {row["student_id"] for row in rows} == {school.student_id}


async def test_evaluation_announces_nothing(db: Database, school: School) -> None:
    async with db.as_service("test") as tx:
        await tx.execute("update creators set whop_company_id = 'chronos-eval:1'")
    await finish(db, school)
    assert await kinds(db) == []
