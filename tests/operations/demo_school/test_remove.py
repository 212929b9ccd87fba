"""Remove demo schools: theirs is gone, other schools stay."""

from pathlib import Path

import psycopg
import pytest

from chronos.app import App
from chronos.operations.demo_school import Plan, School, fill, remove_demo_schools
from tests.conftest import ADatabase
from tests.factories import a_creator, a_student, a_video

pytestmark = pytest.mark.timeout(120)  # it processes two videos


async def test_rows_and_files_of_demo_schools_go(
    app: App, school: School, plan: Plan, folder: Path, database: ADatabase
) -> None:
    async with app.db.as_service("test") as tx:
        ada = await a_creator(tx, name="Ada")
        await a_student(tx, ada)
        await a_video(tx, ada)
    await fill(school, plan, folder)
    stored = app.settings.home / "storage"
    assert [path for path in stored.rglob("*") if path.is_file()]

    assert await remove_demo_schools(database.url, app.objects) == ["Northlight"]
    assert not [path for path in stored.rglob("*") if path.is_file()]
    with psycopg.connect(database.url) as connection:
        assert connection.execute("select name from creators").fetchall() == [("Ada",)]
        for table in ("students", "videos"):
            assert connection.execute(f"select creator_id from {table}").fetchall() == [(ada,)]  # noqa: S608
        for table in ("courses", "chat_sessions", "private.facts", "private.creator_days", "storage.objects"):
            assert connection.execute(f"select count(*) from {table}").fetchone() == (0,)  # noqa: S608
    assert await remove_demo_schools(database.url, app.objects) == []
