"""Usage in the studio."""

import csv
import io

import pytest

from chronos.db import Database
from tests.factories import a_staff_member, as_staff
from tests.web.conftest import Call, People

ADDRESS = "/studio/usage"


@pytest.fixture(autouse=True)
async def used(db: Database, people: People) -> None:
    async with db.as_service("test") as tx:
        await tx.execute(
            "insert into usage_metrics (creator_id, date, storage_used_bytes, transcription_seconds, ai_credits_used, "
            "chat_messages_sent) values (%(creator)s, private.day_of(now(), %(creator)s), 2500000000, 5400, 0.125, 9)",
            {"creator": people.creator_id},
        )


async def test_page_has_limits_and_days(browse: Call, people: People) -> None:
    page = (await browse(people.creator).get(ADDRESS)).text
    for words in ("Storage", "0.0 of ", "Renews on 1 ", "Kept, not used", "US$&nbsp;0.12", "<dd>90</dd>", "<dd>9</dd>"):
        assert words in page
    assert page.count('<svg class="plot"') == 2
    assert page.count("<tr><td>") == 28
    assert "US$ a week" in (await browse(people.creator).get(f"{ADDRESS}?days=400")).text


async def test_file_has_every_day(browse: Call, people: People) -> None:
    response = await browse(people.creator).get(f"{ADDRESS}/days.csv?days=90")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.text, newline="")))
    assert len(rows) == 91
    assert rows[-1][1:] == ["2500000000", "0", "5400.0", "9", "0.125000"]


async def test_all_staff_see_it_and_students_do_not(db: Database, browse: Call, people: People) -> None:
    async with db.as_service("test") as tx:
        viewer = as_staff(people.creator_id, await a_staff_member(tx, people.creator_id, "viewer"))
    for path in (ADDRESS, f"{ADDRESS}/days.csv"):
        assert (await browse(viewer).get(path)).status_code == 200
        assert (await browse(people.student).get(path)).status_code == 403
    rows = (await browse(people.other_creator).get(f"{ADDRESS}/days.csv")).text
    assert "2500000000" not in rows
