"""The demo world's rows: the same every time, and true to each other."""

import re
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from chronos.members import is_demo
from chronos.operations.seed import apply_seed
from tests.conftest import ADatabase

TABLES = (
    "creators", "students", "videos", "courses", "course_modules", "chat_sessions", "chat_messages", "video_analytics",
    "usage_metrics",
)  # fmt: skip


def fetch(database: ADatabase, statement: LiteralString | sql.Composed) -> list[dict[str, Any]]:
    with psycopg.connect(database.url, row_factory=dict_row) as connection:
        return connection.execute(statement).fetchall()


def everything(database: ADatabase) -> dict[str, list[dict[str, Any]]]:
    statement = sql.SQL("select * from {} order by id")
    return {table: fetch(database, statement.format(sql.Identifier(table))) for table in TABLES}


@pytest.fixture
async def seeded(database: ADatabase) -> ADatabase:
    assert await apply_seed(database.url) > 250
    return database


async def test_the_second_run_changes_nothing(seeded: ADatabase) -> None:
    before = everything(seeded)
    assert all(before.values())
    assert await apply_seed(seeded.url) == 0
    assert everything(seeded) == before


async def test_changed_rows_stay_and_removed_rows_return(seeded: ADatabase) -> None:
    with psycopg.connect(seeded.url) as connection:
        connection.execute("update creators set name = 'Another' where name = 'Mara Lindqvist'")
        connection.execute("delete from students where name = 'Sam Whitfield'")
    assert await apply_seed(seeded.url) > 0
    assert fetch(seeded, "select id from creators where name = 'Another'")
    assert fetch(seeded, "select id from students where name = 'Sam Whitfield'")


async def test_ids_are_fixed(seeded: ADatabase) -> None:
    people = fetch(seeded, "select id from creators union all select id from students union all select id from videos")
    assert len(people) == 2 + 10 + 8
    assert all(is_demo(row["id"]) for row in people)
    assert not is_demo(UUID(int=1))


async def test_people_and_videos_of_every_kind(seeded: ADatabase) -> None:
    students = fetch(seeded, "select creator_id, is_active from students")
    assert {(row["creator_id"], row["is_active"]) for row in students} == {
        (row["id"], active) for row in fetch(seeded, "select id from creators") for active in (True, False)
    }
    videos = fetch(seeded, "select status, is_published from videos")
    assert {(row["status"], row["is_published"]) for row in videos} == {
        ("processing", True), ("processing", False), ("failed", True),
    }  # fmt: skip
    assert len(fetch(seeded, "select id from jobs.procrastinate_jobs where task_name = 'pipeline.chunk'")) == 7


async def test_words_have_times_that_run_forward(seeded: ADatabase) -> None:
    for row in fetch(seeded, "select v.transcript, v.duration_seconds, w.* from private.transcript_windows w "
                             "join videos v on v.id = w.video_id"):  # fmt: skip
        assert row["transcript"] == " ".join(row["words"])
        assert all(re.fullmatch(r"\S+", word) for word in row["words"])
        assert row["word_starts"] == sorted(row["word_starts"])
        assert all(start < end for start, end in zip(row["word_starts"], row["word_ends"], strict=True))
        assert row["word_ends"][-1] <= row["end_seconds"] == row["duration_seconds"]


async def test_every_citation_is_said_when_it_says(seeded: ADatabase) -> None:
    citations = fetch(seeded, "select m.content, c ->> 'text' as text, (c ->> 'start_seconds')::float as start, "
                              "(c ->> 'end_seconds')::float as stop, w.words, w.word_starts, w.word_ends "
                              "from chat_messages m, jsonb_array_elements(m.video_references) c "
                              "join private.transcript_windows w on w.video_id = (c ->> 'video_id')::uuid")  # fmt: skip
    assert len(citations) == 4
    for row in citations:
        first, last = row["word_starts"].index(row["start"]), row["word_ends"].index(row["stop"])
        assert " ".join(row["words"][first : last + 1]) == row["text"]
        assert row["text"] in row["content"]


async def test_a_month_of_facts_from_which_days_are_counted(seeded: ADatabase) -> None:
    days = "select creator_id, date, viewers, questions, searches from private.creator_days order by creator_id, date"
    counted = fetch(seeded, days)
    assert len({row["date"] for row in counted}) == 30
    assert all(sum(row[name] for row in counted) > 0 for name in ("viewers", "questions", "searches"))
    views = fetch(seeded, "select a.*, v.duration_seconds from video_analytics a join videos v on v.id = a.video_id")
    assert all(1 <= row["unique_viewers"] <= row["views"] for row in views if row["views"])
    assert all(row["watch_seconds"] <= row["views"] * row["duration_seconds"] for row in views)
    usage = fetch(seeded, "select * from usage_metrics order by creator_id, date")
    with psycopg.connect(seeded.url) as connection:
        connection.execute("select private.roll_up(creator_id, date) from private.creator_days")
    assert fetch(seeded, days) == counted
    assert fetch(seeded, "select * from usage_metrics order by creator_id, date") == usage


def test_the_package_has_the_file_that_the_supabase_cli_reads(repository: Path) -> None:
    assert (repository / "src/chronos/operations/seed.sql").resolve() == (repository / "supabase/seed.sql").resolve()
