"""Counts of courses that are kept: the same as counting all progress anew, after whatever changed."""

from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

import pytest

from chronos.analytics import count_all_courses, count_changed_courses, list_course_rows, recompute
from chronos.courses import (
    CourseChange,
    NewModule,
    add_course,
    add_module,
    change_course,
    give_courses,
    measure_courses,
)
from chronos.db import Database, Tx
from chronos.model import VideoId
from tests.analytics.facts import TODAY
from tests.analytics.school import School, a_school, hears
from tests.factories import a_creator, a_video, as_creator

# As both were counted whenever they were read, before they were kept.
EVERY_COURSE = """
with lesson as (
  select distinct c.id as course_id, v.id, v.status = 'completed' and v.is_published as is_seen
    from courses c
    join course_modules m on m.course_id = c.id
    join videos v on v.id = any (m.video_ids) and v.deleted_at is null
), member as (
  select c.id as course_id, s.id from courses c join students s on s.creator_id = c.creator_id where s.sees_all_courses
   union
  select e.course_id, e.student_id from course_enrolments e
), walked as (
  select l.course_id, p.student_id, bool_or(not isempty(p.heard)) as has_begun,
         count(*) filter (where p.completed_at is not null or p.marked_done_at is not null) as completed
    from lesson l
    join video_progress p on p.video_id = l.id
    join member m on m.course_id = l.course_id and m.id = p.student_id
   where l.is_seen
   group by l.course_id, p.student_id
)
select c.id, c.creator_id,
       (select count(distinct p.student_id) from lesson l join video_progress p on p.video_id = l.id
         where l.course_id = c.id) as started,
       (select count(*) from walked w where w.course_id = c.id and (w.has_begun or w.completed > 0)) as began,
       (select count(*) from walked w where w.course_id = c.id and w.completed > 0
           and w.completed = (select count(*) from lesson l where l.course_id = c.id and l.is_seen)) as completed
  from courses c
 order by c.id
"""
KEPT = "select course_id as id, creator_id, started, began, completed from private.course_counts order by course_id"


async def _a_large_school(db: Database, random: Random) -> tuple[School, list[UUID], list[VideoId]]:
    async with db.as_service("test") as tx:
        ada = as_creator(await a_creator(tx))
    school = await a_school(db, ada, students=20)
    async with db.as_service("test") as tx:
        videos = [await a_video(tx, school.creator_id, title=f"Part {n}") for n in range(6)]
    courses = []
    async with db.acting_as(ada) as tx:
        for number in range(4):
            made = (await add_course(tx, ada, f"Course {number}")).summary.id
            for part in range(number):
                listed = random.sample(videos, random.randrange(1, 3))
                await add_module(tx, ada, made, NewModule(f"Part {part}", video_ids=listed))
            courses.append(made)
        for student in school.students[:8]:
            await give_courses(tx, ada, student, random.sample(courses, 2))
    return school, courses, videos


# What a person does, and what it means for the rows; each takes random values.
CHANGES: Sequence[tuple[str, str]] = (
    ("begin", "insert into video_progress (student_id, video_id, creator_id, heard) select s.id, v.id, s.creator_id, "
     "'{[0,9)}' from students s join videos v using (creator_id) order by random() limit 9 on conflict do nothing"),
    ("mark", "update video_progress set marked_done_at = now() where random() < 0.3"),
    ("unmark", "update video_progress set marked_done_at = null where random() < 0.3"),
    ("complete", "update video_progress set completed_at = now() where random() < 0.5"),
    ("hear", "update video_progress set heard = '{[0,90)}' where random() < 0.3"),
    ("hide", "update videos set is_published = not is_published where random() < 0.3"),
    ("bin", "update videos set deleted_at = now() where id in (select id from videos order by random() limit 1)"),
    ("return", "update videos set deleted_at = null where deleted_at is not null"),
    ("remove", "delete from videos where id in (select id from videos order by random() limit 1)"),
    ("reorder", "update course_modules set video_ids = video_ids[2:] where random() < 0.3"),
    ("drop", "delete from course_modules where id in (select id from course_modules order by random() limit 1)"),
    ("take", "delete from course_enrolments where random() < 0.3"),
    ("free", "update students set sees_all_courses = not sees_all_courses where random() < 0.2"),
    ("leave", "delete from students where id in (select id from students order by random() limit 1)"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
async def test_kept_counts_are_those_of_all_progress(db: Database, seed: int) -> None:
    random = Random(seed)
    school, courses, _ = await _a_large_school(db, random)
    assert await count_changed_courses(db) == len(courses)
    for _ in range(25):
        names = random.sample(CHANGES, 2)
        async with db.as_service("test") as tx:
            await tx.execute("select setseed(%(seed)s)", {"seed": random.random()})
            for _, statement in names:
                await tx.execute(statement)
        # Before they are counted again, no row tells of other lessons; a reader counts those that have none.
        await count_changed_courses(db)
        async with db.as_service("test") as tx:
            expected = await tx.fetch(EVERY_COURSE)
            assert await tx.fetch(KEPT) == expected, names
            assert await tx.fetch("select from private.course_changes") == []
        async with db.acting_as(school.creator) as tx:
            shown = {row.id: row for row in (await list_course_rows(tx)).courses}
            measured = await measure_courses(tx)
        for row in expected:
            assert shown[row["id"]].began == row["began"]
            assert shown[row["id"]].completed == (row["completed"] if row["began"] >= 5 else None)
            assert measured[row["id"]].started == row["started"]


async def _course(db: Database, school: School, *videos: VideoId) -> UUID:
    async with db.acting_as(school.creator) as tx:
        made = (await add_course(tx, school.creator, "Light")).summary.id
        await add_module(tx, school.creator, made, NewModule("Part", video_ids=list(videos)))
    return made


async def _kept(tx: Tx) -> list[dict[str, Any]]:
    return await tx.fetch("select began, completed from private.course_counts")


async def _shown(db: Database, school: School) -> tuple[int, int | None]:
    async with db.acting_as(school.creator) as tx:
        [row] = (await list_course_rows(tx)).courses
    return row.began, row.completed


async def test_other_lessons_count_at_once_and_progress_with_the_next_run(db: Database, six: School) -> None:
    async with db.as_service("test") as tx:
        second = await a_video(tx, six.creator_id, title="Second")
    course = await _course(db, six, six.video)
    await count_changed_courses(db)
    async with db.as_service("test") as tx:
        for student in six.students:
            await hears(tx, six, student, [(0, 60)], is_completed=True)
    assert await _shown(db, six) == (0, None)
    assert await count_changed_courses(db) == 1
    assert await _shown(db, six) == (6, 6)
    async with db.acting_as(six.creator) as tx:
        await add_module(tx, six.creator, course, NewModule("More", video_ids=[second]))
    async with db.as_service("test") as tx:
        assert await _kept(tx) == []
    assert await _shown(db, six) == (6, 0)
    async with db.acting_as(six.creator) as tx:
        await change_course(tx, six.creator, course, CourseChange(title="Shade"))
    assert await count_changed_courses(db) == 1
    assert await count_changed_courses(db) == 0
    assert await _shown(db, six) == (6, 0)


async def test_a_crash_leaves_nothing_uncounted(db: Database, six: School, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        await _course(db, six, six.video)
    await count_changed_courses(db)
    async with db.as_service("test") as tx:
        for student in six.students:
            await hears(tx, six, student, [(0, 60)])
    whole, calls = db.as_service, iter(range(9))

    def failing(reason: str) -> Any:
        if next(calls) == 2:
            raise ConnectionError
        return whole(reason)

    monkeypatch.setattr(db, "as_service", failing)
    with pytest.raises(ConnectionError):
        await count_changed_courses(db)
    monkeypatch.undo()
    async with db.as_service("test") as tx:
        assert sorted(row["began"] for row in await _kept(tx)) == [0, 0, 6]
    assert await count_changed_courses(db) == 3
    async with db.as_service("test") as tx:
        assert [row["began"] for row in await _kept(tx)] == [6, 6, 6]


async def test_a_change_during_a_count_is_counted_by_the_next(
    db: Database, six: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _course(db, six, six.video)
    whole, calls = db.as_service, iter(range(9))

    class Interrupted:
        def __init__(self, reason: str) -> None:
            self._inner = whole(reason)

        async def __aenter__(self) -> Tx:
            # After the course was counted, before the notes are deleted.
            if next(calls) == 2:
                async with whole("test") as tx:
                    await hears(tx, six, six.students[0], [(0, 60)])
            return await self._inner.__aenter__()

        async def __aexit__(self, *raised: Any) -> Any:
            return await self._inner.__aexit__(*raised)

    monkeypatch.setattr(db, "as_service", Interrupted)
    await count_changed_courses(db)
    monkeypatch.undo()
    async with db.as_service("test") as tx:
        assert await _kept(tx) == [{"began": 0, "completed": 0}]
    assert await count_changed_courses(db) == 1
    async with db.as_service("test") as tx:
        assert await _kept(tx) == [{"began": 1, "completed": 0}]


async def test_counts_that_are_lost_or_wrong_are_made_again(db: Database, six: School) -> None:
    await _course(db, six, six.video)
    async with db.as_service("test") as tx:
        for student in six.students:
            await hears(tx, six, student, [(0, 60)], is_completed=True)
        bob = await a_creator(tx, name="Bob")
    await count_changed_courses(db)
    wrong = "update private.course_counts set began = 1, completed = 1"
    for repair in (lambda: recompute(db, TODAY), lambda: count_all_courses(db, six.creator_id)):
        async with db.as_service("test") as tx:
            await tx.execute(wrong)
        await count_all_courses(db, bob)
        assert (await _shown(db, six))[0] == 1
        await repair()
        assert await _shown(db, six) == (6, 6)
    async with db.as_service("test") as tx:
        await tx.execute("delete from private.course_counts")
    assert await _shown(db, six) == (6, 6)
    assert await count_changed_courses(db) == 1
    async with db.as_service("test") as tx:
        assert await _kept(tx) == [{"began": 6, "completed": 6}]
