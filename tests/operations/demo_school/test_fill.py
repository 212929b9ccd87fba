"""Fill a demo school: what students, teacher and numbers have after it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from chronos.analytics import recompute
from chronos.app import App
from chronos.chat import list_messages, list_sessions
from chronos.courses import get_home, list_notes
from chronos.errors import Conflict, NotAllowed
from chronos.members import list_students
from chronos.model import Actor
from chronos.operations.demo_school import Filled, Plan, School, fill
from chronos.operations.demo_school.past import is_filled
from tests.conftest import ADatabase
from tests.factories import a_creator, as_creator

pytestmark = pytest.mark.timeout(120)  # it processes two videos


async def student_of(school: School, name: str) -> Actor:
    [found] = [one.id for one in await list_students(school.access.db, school.creator_id) if one.name == name]
    return Actor("authenticated", subject=found, student_id=found)


async def test_a_filled_school_is_alive_and_stays_as_it_is(
    school: School, plan: Plan, folder: Path, database: ADatabase
) -> None:
    filled = await fill(school, plan, folder)
    assert (filled.students, filled.questions) == (6, 3)
    assert filled.reports > 10
    assert await is_filled(database.url, school.creator_id)

    noor = await student_of(school, "Noor Haddad")
    async with school.access.db.acting_as(noor) as tx:
        home = await get_home(tx, noor)
        sessions = await list_sessions(tx)
        answers = [await list_messages(tx, session.id) for session in sessions]
        [note] = await list_notes(tx)
    assert [started.title for started in home.started] == ["The shutter"]
    assert note.content == "One stop."
    week = datetime.now(UTC) - timedelta(days=7)
    for session, (question, answer) in zip(sessions, answers, strict=True):
        assert answer.covered
        assert answer.citations[0].title == "The shutter"
        assert week < session.created_at <= question.created_at < answer.created_at < datetime.now(UTC)

    with psycopg.connect(database.url) as connection:
        days = connection.execute("select creator_id, date, viewers from private.creator_days order by 2").fetchall()
        [gaps] = connection.execute(
            "select count(*) from private.asked_questions where not is_covered and told_at is not null"
        ).fetchone() or (0,)
        mail = connection.execute("select from private.notifications").fetchall()
        active = connection.execute("select name from students where not is_active").fetchall()
        cover = connection.execute("select thumbnail_path from courses where is_published").fetchall()
    assert len(days) > 10
    assert max(viewers for _, _, viewers in days) >= 2
    assert (gaps, mail, active) == (1, [], [("Ben Okoye",)])
    assert cover[0][0].startswith(f"{school.creator_id}/covers/")

    assert await fill(school, plan, folder) == Filled(0, 0, 0)
    await recompute(school.access.db, days[0][1], creator_id=school.creator_id)
    with psycopg.connect(database.url) as connection:
        again = connection.execute("select creator_id, date, viewers from private.creator_days order by 2").fetchall()
    assert again == days


async def test_an_interrupted_filling_is_begun_anew(
    school: School, plan: Plan, folder: Path, database: ADatabase
) -> None:
    await fill(school, plan, folder)
    with psycopg.connect(database.url) as connection:
        connection.execute("update courses set metadata = '{}'")
        connection.execute("delete from video_progress")
        before = connection.execute("select count(*) from chat_messages").fetchone()
    await fill(school, plan, folder)
    with psycopg.connect(database.url) as connection:
        assert connection.execute("select count(*) from chat_messages").fetchone() == before
        assert connection.execute("select count(*) from courses where deleted_at is null").fetchone() == (2,)
        assert connection.execute("select count(*) from students").fetchone() == (6,)


async def test_only_a_whole_demo_school_is_filled(app: App, school: School, plan: Plan, folder: Path) -> None:
    async with app.db.as_service("test") as tx:
        persons = as_creator(await a_creator(tx))
    own = School(school.url, type(school.access)(app.db, app.objects, persons), school.answerer, school.embedder)
    with pytest.raises(NotAllowed, match="Only a school that `chronos creator add --demo` made"):
        await fill(own, plan, folder)
    missing = plan.model_copy(
        update={"videos": [*plan.videos, plan.videos[0].model_copy(update={"file": "x", "title": "y"})]}
    )
    with pytest.raises(Conflict, match="The video x is not ready"):
        await fill(school, missing, folder)
