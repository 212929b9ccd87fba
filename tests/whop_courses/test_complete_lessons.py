"""A lesson completed here is marked on Whop once its student comes with a token."""

import pytest

from chronos.db import Database
from chronos.errors import ProviderError
from chronos.whop.simulator.courses import SimulatedChapter, SimulatedCourse, SimulatedLesson
from chronos.whop_courses import complete_lessons
from tests.factories import a_creator, a_student, a_video
from tests.whop.simulated import Whop, a_whop


async def completed(db: Database, whop: Whop) -> None:
    """Sam completed a lesson of Whop, and a video that is none; so did a student who is not on Whop."""
    lessons = [SimulatedLesson("lesn_1", "Aperture")]
    course = SimulatedCourse("cors_1", "Photography", chapters=[SimulatedChapter("chap_1", "Light", lessons)])
    whop.company.courses.append(course)
    async with db.as_service("test") as tx:
        creator_id = await a_creator(tx)
        video_id, other = await a_video(tx, creator_id), await a_video(tx, creator_id, title="Other")
        student_id, stranger = await a_student(tx, creator_id), await a_student(tx, creator_id, name="Tim")
        await tx.execute(
            "update students set whop_user_id = %(user)s where id = %(id)s",
            {"user": whop.person("Sam Student"), "id": student_id},
        )
        await tx.execute(
            "insert into private.whop_lessons (id, creator_id, video_id, asset_id, title) "
            "values ('lesn_1', %(creator)s, %(video)s, 'mux_1', 'Aperture')",
            {"creator": creator_id, "video": video_id},
        )
        for student, video in ((student_id, video_id), (student_id, other), (stranger, video_id)):
            values = {"student": student, "video": video, "creator": creator_id}
            await tx.execute(
                "insert into video_progress (student_id, video_id, creator_id) "
                "values (%(student)s, %(video)s, %(creator)s)",
                values,
            )
            await tx.execute(
                "update video_progress set completed_at = now() "
                "where student_id = %(student)s and video_id = %(video)s",
                values,
            )


async def test_completion_is_marked_once_with_the_students_token(db: Database) -> None:
    whop = a_whop()
    await completed(db, whop)
    sam = whop.person("Sam Student")
    token = whop.simulator.keys.user_token(sam, "app")
    assert await complete_lessons(db, whop.client, whop.person("Kim Learner"), "unused") == 0
    assert await complete_lessons(db, whop.client, sam, token) == 1
    assert whop.simulator.world.completed == {(sam, "lesn_1")}
    assert await complete_lessons(db, whop.client, sam, token) == 0


async def test_completion_waits_while_whop_is_away(db: Database) -> None:
    whop = a_whop()
    await completed(db, whop)
    sam = whop.person("Sam Student")
    token = whop.simulator.keys.user_token(sam, "app")
    whop.simulator.is_down = True
    with pytest.raises(ProviderError):
        await complete_lessons(db, whop.client, sam, token)
    whop.simulator.is_down = False
    assert await complete_lessons(db, whop.client, sam, token) == 1


async def test_a_lesson_that_whop_refuses_holds_no_other_up(db: Database) -> None:
    whop = a_whop()
    await completed(db, whop)
    async with db.as_service("test") as tx:
        await tx.execute(
            "with l as (insert into private.whop_lessons select 'lesn_0', creator_id, video_id, asset_id, title "
            "from private.whop_lessons returning id) insert into private.whop_completions (lesson_id, student_id, "
            "completed_at) select l.id, c.student_id, c.completed_at - interval '1 hour' "
            "from l, private.whop_completions c"
        )
    sam = whop.person("Sam Student")
    token = whop.simulator.keys.user_token(sam, "app")
    whop.simulator.fail_next("course_lessons/lesn_0", 403)
    assert await complete_lessons(db, whop.client, sam, token) == 1
    assert whop.simulator.world.completed == {(sam, "lesn_1")}


async def test_lesson_that_is_gone_on_whop_waits_no_more(db: Database) -> None:
    whop = a_whop()
    await completed(db, whop)
    whop.company.courses.clear()
    sam = whop.person("Sam Student")
    assert await complete_lessons(db, whop.client, sam, whop.simulator.keys.user_token(sam, "app")) == 1
    assert await complete_lessons(db, whop.client, sam, "unused") == 0
