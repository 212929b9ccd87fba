"""`chronos analytics`: students and what they ask."""

import asyncio
import json
import re
from uuid import UUID

import psycopg

from chronos.db import Database
from chronos.model import CreatorId
from tests.analytics.school import a_school, asks, hears, refuses
from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase
from tests.factories import as_creator


async def _make(url: str, creator: str, count: int) -> None:
    db = Database(url)
    await db.open()
    school = await a_school(db, as_creator(CreatorId(UUID(creator))), students=count)
    async with db.as_service("test") as tx:
        await hears(tx, school, school.students[0], [(0, 30)], days_ago=20)
        for student in school.students:
            await asks(tx, school, student, "Which aperture?")
            missed = await asks(tx, school, student, "How fast?", is_covered=False, at_seconds=None)
            await refuses(tx, school, missed, [3, 20])
    await db.close()


def test_students_and_questions_are_listed(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    asyncio.run(_make(database.login_url, creator, 5))
    students = chronos("analytics", "students").out
    assert students.startswith("NAME       LAST SEEN   HEARD  QUESTIONS\nStudent 0  ")
    assert students.endswith("At risk: an active student who has not watched or asked for 14 days, nor joined in them, "
                             "and has not completed every video that you offer.\n")  # fmt: skip
    told = json.loads(chronos("analytics", "students", "--json").out)
    assert [student["percent"] for student in told["students"]] == [50, 0, 0, 0, 0]
    assert len(chronos("analytics", "students", "--at-risk", "--csv").out.splitlines()) == 1  # asked lately
    questions = chronos("analytics", "questions").out
    assert "5      5         Which aperture?  Intro, 0:12\n" in questions
    *_, first, second = chronos("analytics", "gaps").out.splitlines()
    assert first.split() == ["5", "5", "How", "fast?", "Intro,", "0:03"]
    assert second.split() == ["Intro,", "0:20"]
    gaps = chronos("analytics", "gaps", "--csv").out.splitlines()
    assert (len(gaps), gaps[1][:17]) == (2, "How fast?,5,5,5,2")


def test_gaps_have_what_students_ask_the_teacher(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    asyncio.run(_make(database.login_url, creator, 2))
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("update private.asked_questions set told_at = now() where not is_covered")
    shown = chronos("analytics", "gaps").out
    [told] = re.findall(r"Students ask you to answer:\n  (.*)\n", shown)
    assert re.fullmatch(r"How fast\?  \(2 times, last [\d-]+; closest: Intro, 0:03; Intro, 0:20\)", told)
    assert "Students ask you" not in chronos("analytics", "questions").out


def test_cohorts_show_the_share_that_comes_back(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    asyncio.run(_make(database.login_url, creator, 5))
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("update students set created_at = '2026-03-01'")
        connection.execute(
            "insert into private.student_days (creator_id, student_id, watched) "
            "select creator_id, id, '{[2026-03-10,2026-03-11)}' from students order by id limit 3"
        )
    head, row, rule = chronos("analytics", "cohorts", "--to", "2026-03-20").out.splitlines()
    assert head.split() == ["JOINED", "STUDENTS", "WEEK", "1", "WEEK", "2"]
    assert row.split() == ["2026-03", "5", "0%", "60%"]
    assert rule.startswith("Students by the month")
    assert chronos("analytics", "cohorts", "--to", "2026-03-20", "--csv").out.splitlines()[2] == "2026-03-01,2,5,3"


def test_questions_of_few_are_not_listed(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    asyncio.run(_make(database.login_url, creator, 4))
    shown = chronos("analytics", "questions").out
    assert shown.endswith(
        ": 8 questions of 4 students\nFewer than 5 students asked: this is not broken down further.\n"
    )
