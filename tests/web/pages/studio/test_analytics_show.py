"""Analytics in the studio."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from chronos import courses
from chronos.analytics import Lesson, Week, roll_up_days
from chronos.courses import NewModule
from chronos.db import Database
from chronos.model import VideoId
from chronos.web.pages.studio.analytics_show import MAX_BARS, draw_hours, lost_before, shade
from tests.analytics.school import School, a_school, does, hears
from tests.factories import a_video
from tests.web.conftest import Call, People

ADDRESS = "/studio/analytics"


@pytest.fixture
async def school(db: Database, people: People) -> School:
    """Six students who joined ten days ago, watched half an hour each, and an unwatched video."""
    made = await a_school(db, people.creator)
    now = datetime.now(UTC)
    async with db.as_service("test") as tx:
        await a_video(tx, people.creator_id, title="Unseen & unheard")
        await tx.execute("update students set created_at = now() - interval '10 days'")
        for student in made.students:
            await does(tx, made, student, "play", now, video=made.video)
            await does(tx, made, student, "watch", now, video=made.video, seconds=1800)
            await does(tx, made, student, "watch", now - timedelta(days=9), video=made.video, seconds=900)
    await roll_up_days(db)
    return made


async def test_page_has_days_videos_courses_and_cohorts(browse: Call, people: People, school: School) -> None:
    page = (await browse(people.creator).get(ADDRESS)).text
    assert page.count('<svg class="plot"') == 2
    assert page.count('<rect class="hi"') == 1
    assert "<dd>6</dd>" in page
    assert "<dd>4.5</dd>" in page
    assert page.index("Intro") < page.index("Unseen &amp; unheard")
    assert "There is no course yet." in page
    # Sam, of the fixture, joined too and did not come: six of seven.
    assert 'data-shade="6">86&nbsp;%' in page
    assert page.count('aria-current="page"') == 2  # in the sidebar, and 28 days


async def test_long_periods_are_drawn_by_week(browse: Call, people: People, school: School) -> None:
    page = (await browse(people.creator).get(f"{ADDRESS}?days=400")).text
    assert "Hours watched a week" in page
    assert "/days.csv?days=400" in page
    assert (await browse(people.creator).get(f"{ADDRESS}?days=nonsense")).text.count("Hours watched a day") == 1


async def test_small_groups_are_not_shown(browse: Call, people: People, db: Database) -> None:
    school = await a_school(db, people.creator, students=2)
    async with db.as_service("test") as tx:
        await does(tx, school, school.students[0], "watch", datetime.now(UTC), video=school.video, seconds=60)
    await roll_up_days(db)
    page = (await browse(people.creator).get(ADDRESS)).text
    assert '<svg class="plot"' not in page
    assert "Shown once 5 students count" in page


@pytest.fixture
async def course(db: Database, people: People, school: School) -> UUID:
    async with db.as_service("test") as tx:
        second = await a_video(tx, people.creator_id, title="Second")
        for place, student in enumerate(school.students):
            await hears(tx, school, student, [(0, 60)], is_completed=True)
            if place < 2:
                await hears(tx, school, student, [(0, 60)], video=second)
    async with db.acting_as(people.creator) as tx:
        made = (await courses.add_course(tx, people.creator, "Light")).summary.id
        await courses.add_module(tx, people.creator, made, NewModule("One", video_ids=[school.video, second]))
    return made


async def test_course_shows_where_most_students_are_lost(browse: Call, people: People, course: UUID) -> None:
    ada = browse(people.creator)
    assert f'href="{ADDRESS}/courses/{course}"' in (await ada.get(ADDRESS)).text
    page = (await ada.get(f"{ADDRESS}/courses/{course}")).text
    assert '<span class="st bad">−4</span>' in page
    assert (await browse(people.other_creator).get(f"{ADDRESS}/courses/{course}")).status_code == 404
    assert (await ada.get(f"{ADDRESS}/courses/{uuid4()}")).status_code == 404


async def test_students_are_refused(browse: Call, people: People) -> None:
    for path in (ADDRESS, f"{ADDRESS}/courses/{uuid4()}"):
        assert (await browse(people.student).get(path)).status_code == 403


def test_losses_are_counted_from_lesson_to_lesson() -> None:
    lessons = [Lesson(n, "One", VideoId(uuid4()), "L", began, 0) for n, began in enumerate([9, 5, 6, 6])]
    assert lost_before(lessons) == [0, 4, 0, 0]
    assert lost_before([]) == []


def test_shade_grows_with_the_share() -> None:
    assert [shade(Week(10, active)) for active in (None, 0, 1, 5, 10)] == [0, 0, 1, 3, 6]


def test_many_days_become_weeks() -> None:
    assert len(draw_hours([3600] * MAX_BARS).bars) == MAX_BARS
    assert len(draw_hours([3600] * (MAX_BARS + 1)).bars) == 13
