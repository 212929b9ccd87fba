"""Analytics of days, videos and courses, through the API."""

import csv
import io
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chronos.courses import NewModule, add_course, add_module
from chronos.db import Database
from tests.analytics.school import DAY, School, a_school, count_day, does, hears
from tests.web.conftest import Call, People, problem

VIEWS = ("overview", "videos", "students", "questions", "gaps", "cohorts")
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
async def school(db: Database, people: People) -> School:
    school = await a_school(db, people.creator)
    async with db.as_service("test") as tx:
        for student in school.students:
            await does(tx, school, student, "play", NOON, video=school.video)
            await does(tx, school, student, "watch", NOON, video=school.video, seconds=10)
            await hears(tx, school, student, [(0, 10)])
        await count_day(tx, school)
        await tx.execute("update videos set title = '=Intro'")
    return school


async def test_a_period_is_shown_by_day_and_video(api: Call, people: People, school: School) -> None:
    creator = api(people.creator)
    between = f"?from={DAY}&to={DAY}"
    overview = (await creator.get(f"/api/v1/analytics/overview{between}")).json()
    assert overview["period"] == {"first": "2026-03-10", "last": "2026-03-10", "time_zone": "UTC"}
    assert (overview["totals"]["viewers"], overview["totals"]["watch_seconds"]) == (6, 60)
    assert [(day["date"], day["viewers"]) for day in overview["days"]] == [("2026-03-10", 6)]
    [video] = (await creator.get(f"/api/v1/analytics/videos{between}")).json()["items"]
    assert (video["id"], video["viewers"]) == (str(school.video), 6)
    rows = await creator.get(f"/api/v1/analytics/videos{between}", headers={"Accept": "text/csv"})
    assert rows.headers["content-type"] == "text/csv; charset=utf-8"
    assert rows.headers["content-disposition"] == 'attachment; filename="videos.csv"'
    assert list(csv.reader(io.StringIO(rows.text, newline="")))[1][1] == "'=Intro"
    for chosen, kind in (("csv", "text/csv; charset=utf-8"), ("json", "application/json")):
        address = f"/api/v1/analytics/overview{between}&format={chosen}"
        assert (await creator.get(address, headers={"Accept": "text/csv"})).headers["content-type"] == kind


async def test_a_video_is_shown_by_second_and_a_course_by_lesson(
    api: Call, people: People, school: School, db: Database
) -> None:
    async with db.acting_as(school.creator) as tx:
        course = (await add_course(tx, school.creator, "Light")).summary.id
        await add_module(tx, school.creator, course, NewModule("One", video_ids=[school.video]))
    creator = api(people.creator)
    address = f"/api/v1/analytics/videos/{school.video}"
    curve = (await creator.get(address)).json()
    assert curve["heard"] == [6] * 10 + [0] * 50
    assert curve["drop_offs"] == [{"at_seconds": 10, "lost": 6, "share": 1.0}]
    assert curve["heard_again"] is None
    assert "Where students stop" in curve["rules"]["drop_offs"]
    assert len((await creator.get(f"{address}?format=csv")).text.splitlines()) == 61
    address = f"/api/v1/analytics/courses/{course}"
    funnel = (await creator.get(address)).json()
    assert (funnel["began"], funnel["lessons"][0]["began"], funnel["completed"]) == (6, 6, 0)
    assert (await creator.get(f"{address}?format=csv")).text.startswith(
        "position,module,id,title,began,completed\r\n1,One"
    )


async def test_cohorts_are_shown_by_month_of_joining(api: Call, people: People, school: School, db: Database) -> None:
    async with db.as_service("test") as tx:
        await tx.execute(
            "update students set created_at = '2026-03-01' where id = any (%(ids)s)", {"ids": school.students}
        )
    address = "/api/v1/analytics/cohorts?to=2026-03-20"
    found = (await api(people.creator).get(address)).json()
    [march] = found["items"]
    assert (march["month"], march["students"]) == ("2026-03-01", 6)
    assert march["weeks"] == [{"students": 6, "active": 0}, {"students": 6, "active": 6}]
    assert "joined" in found["rule"]
    rows = (await api(people.creator).get(f"{address}&format=csv")).text.splitlines()
    assert rows == ["month,week,students,active", "2026-03-01,1,6,0", "2026-03-01,2,6,6"]


async def test_students_and_other_creators_see_nothing(api: Call, people: People, school: School) -> None:
    addresses = [*VIEWS, f"videos/{school.video}", f"courses/{uuid4()}"]
    for address in addresses:
        problem(await api(people.student).get(f"/api/v1/analytics/{address}"), 403, "creators_only")
        problem(await api(None).get(f"/api/v1/analytics/{address}"), 401, "token_missing")
    other = api(people.other_creator)
    problem(await other.get(f"/api/v1/analytics/videos/{school.video}"), 404, "video_not_found")
    problem(await other.get(f"/api/v1/analytics/courses/{uuid4()}"), 404, "course_not_found")
    assert (await other.get(f"/api/v1/analytics/overview?from={DAY}&to={DAY}")).json()["totals"]["viewers"] == 0


async def test_periods_that_cannot_be_are_refused(api: Call, people: People) -> None:
    creator = api(people.creator)
    for view in ("overview", "videos", "questions", "gaps"):
        address = f"/api/v1/analytics/{view}"
        problem(await creator.get(f"{address}?from=2026-03-02&to=2026-03-01"), 422, "period_invalid")
        problem(await creator.get(f"{address}?from=yesterday"), 422, "request_invalid")
        problem(await creator.get(f"{address}?format=xml"), 422, "request_invalid")
