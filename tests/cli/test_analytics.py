"""`chronos analytics`: days, videos and courses."""

import asyncio
import json
from uuid import UUID

import pytest

from chronos.courses import NewModule, add_course, add_module
from chronos.db import Database
from chronos.model import CreatorId
from tests.analytics.school import School, a_school, count_day, does, hears
from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase
from tests.factories import as_creator


@pytest.fixture
def school(database: ADatabase, creator: str) -> School:
    """Six students of whom five watched half of the video, and all heard a part of it again."""
    return asyncio.run(_make(database.login_url, as_creator(CreatorId(UUID(creator)))))


async def _make(url: str, creator) -> School:  # type: ignore[no-untyped-def]
    from datetime import UTC, datetime

    db = Database(url)
    await db.open()
    school = await a_school(db, creator)
    now = datetime.now(UTC)
    async with db.as_service("test") as tx:
        for student in school.students:
            await does(tx, school, student, "watch", now, video=school.video, seconds=90)
            await hears(tx, school, student, [(0, 30)], again=[(10, 20)])
        await count_day(tx, school, now.date())
    async with db.acting_as(creator) as tx:
        course = (await add_course(tx, creator, "Photography")).summary.id
        await add_module(tx, creator, course, NewModule("Light", video_ids=[school.video]))
    await db.close()
    return school


def test_views_are_tables_json_and_csv(chronos: RunChronos, school: School) -> None:
    overview = chronos("analytics", "overview").out
    assert "6 viewers, 9:00 watched, 0 completions, 0 questions, 0 not covered\n" in overview
    assert "DAY         VIEWERS  WATCHED  COMPLETED  QUESTIONS  NOT COVERED\n" in overview
    told = json.loads(chronos("analytics", "overview", "--json").out)
    assert (told["totals"]["viewers"], len(told["days"])) == (6, 30)
    rows = chronos("analytics", "overview", "--csv").out.splitlines()
    assert (len(rows), rows[0][:12]) == (31, "date,viewers")
    videos = chronos("analytics", "videos").out
    assert f"{school.video}  Intro" in videos
    shown = chronos("analytics", "video", school.video).out
    assert shown.startswith("Intro: 6 viewers, 0 completed, 6 heard parts again, 0 questions\n")
    assert "  0:30  6 students stop (100%)\n  0:10-0:20  6 students listen again\nWhere students stop" in shown
    assert len(chronos("analytics", "video", school.video, "--csv").out.splitlines()) == 61
    course = chronos("analytics", "course", "photography").out
    assert course.startswith(
        "Photography: 6 students, 6 began, 0 completed\n   MODULE  LESSON  BEGAN  COMPLETED\n1  Light"
    )
    empty = chronos("analytics", "overview", "--from", "2020-01-01", "--to", "2020-01-02").out
    assert empty.endswith("Fewer than 5 students were active: this is not broken down further.\n")


def test_what_cannot_be_shown_is_refused(chronos: RunChronos, creator: str) -> None:
    run = chronos("analytics", "overview", "--from", "2026-03-02", "--to", "2026-03-01")
    assert (run.code, run.message) == (2, "The period ends on 2026-03-01, before it begins.")
    assert chronos("analytics", "course", "None").code == 3
    assert chronos("analytics", "video", creator).code == 3
    assert chronos("analytics", "overview", "--from", "yesterday").code == 2
