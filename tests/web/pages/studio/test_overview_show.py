"""The first page of the studio."""

from datetime import UTC, datetime

from chronos.analytics import roll_up_days
from chronos.db import Database
from tests.analytics.school import a_school, asks, does
from tests.factories import a_video
from tests.web.conftest import Call, People


async def test_overview_names_failed_videos_and_gaps(browse: Call, people: People, db: Database) -> None:
    school = await a_school(db, people.creator)
    async with db.as_service("test") as tx:
        failed = await a_video(tx, people.creator_id, title="Broken", status="failed")
        for student in school.students:
            await asks(tx, school, student, "Which tripod?", is_covered=False, at_seconds=None)
            await does(tx, school, student, "play", datetime.now(UTC), video=school.video)
            await does(tx, school, student, "watch", datetime.now(UTC), video=school.video, seconds=1800)
    await roll_up_days(db)
    page = (await browse(people.creator).get("/studio")).text
    assert f'href="/studio/videos/{failed}"' in page
    assert "It broke." in page
    assert "Which tripod?" in page
    assert page.count('<svg class="plot"') == 2
    assert "<td>" in page.partition("The same numbers as a table")[2]


async def test_empty_school_is_told_what_to_do_first(browse: Call, people: People, db: Database) -> None:
    page = (await browse(people.creator).get("/studio")).text
    assert "Add your first video" in page
    assert "0 of 5,000" in page  # videos of the plan
    async with db.as_service("test") as tx:
        await a_video(tx, people.creator_id)
    page = (await browse(people.creator).get("/studio")).text
    assert "Nothing at the moment." in page
    assert (await browse(people.student).get("/studio")).status_code == 403
