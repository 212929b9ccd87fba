"""Numbers of the studio as CSV: the same rows, no formula, and of the caller's own school."""

import csv
import io
from datetime import UTC, datetime
from uuid import uuid4

import httpx2
import pytest

from chronos import courses
from chronos.analytics import roll_up_days
from chronos.courses import NewModule
from chronos.db import Database
from tests.analytics.school import a_school, does, hears
from tests.factories import a_video
from tests.web.conftest import Call, People

ADDRESS = "/studio/analytics"
FORMULA = '=HYPERLINK("http://example.com")'


def rows(response: httpx2.Response) -> list[list[str]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    assert "\r\n" in response.content.decode("utf-8")
    return list(csv.reader(io.StringIO(response.text, newline="")))


async def test_files_have_the_rows_of_the_charts(browse: Call, people: People, db: Database) -> None:
    school = await a_school(db, people.creator)
    async with db.as_service("test") as tx:
        await a_video(tx, people.creator_id, title=FORMULA)
        for student in school.students:
            await does(tx, school, student, "watch", datetime.now(UTC), video=school.video, seconds=60)
            await hears(tx, school, student, [(0, 60)], is_completed=True)
    await roll_up_days(db)
    async with db.acting_as(people.creator) as tx:
        course = (await courses.add_course(tx, people.creator, "Licht, später")).summary.id
        await courses.add_module(tx, people.creator, course, NewModule("One", video_ids=[school.video]))
    ada = browse(people.creator)
    days = rows(await ada.get(f"{ADDRESS}/days.csv?days=90"))
    assert (len(days), days[0][:2], days[-1][1]) == (91, ["date", "viewers"], "6")
    videos = rows(await ada.get(f"{ADDRESS}/videos.csv"))
    assert [row[1] for row in videos] == ["title", "Intro", f"'{FORMULA}"]
    listed = rows(await ada.get(f"{ADDRESS}/courses.csv"))
    assert listed[1] == [str(course), "Licht, später", "1", "7", "6", "6"]
    assert rows(await ada.get(f"{ADDRESS}/courses/{course}.csv"))[1][3:] == ["Intro", "6", "6"]
    assert rows(await ada.get(f"{ADDRESS}/videos/{school.video}.csv"))[1][:2] == ["0", "6"]
    assert rows(await ada.get(f"{ADDRESS}/cohorts.csv")) == [["month", "week", "students", "active"]]
    for path in (f"courses/{course}.csv", f"videos/{school.video}.csv"):
        assert (await browse(people.other_creator).get(f"{ADDRESS}/{path}")).status_code == 404


@pytest.mark.parametrize("path", ["days", "videos", "courses", "cohorts", "courses/{id}", "videos/{id}"])
async def test_students_are_refused(path: str, browse: Call, people: People) -> None:
    response = await browse(people.student).get(f"{ADDRESS}/{path.format(id=uuid4())}.csv")
    assert response.status_code == 403
