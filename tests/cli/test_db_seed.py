"""`chronos db seed`: demo data to look around in, with every command that it names."""

import json
import shlex
from pathlib import Path

import psycopg

from tests.cli.conftest import RunChronos, runner
from tests.conftest import ADatabase


def test_seeded_people_can_sign_in_and_ask(chronos: RunChronos, database: ADatabase) -> None:
    first = chronos("db", "seed")
    assert first.code == 0
    assert "Made 7 videos searchable.\n" in first.out
    with psycopg.connect(database.url) as connection:
        missing = connection.execute("select count(*) from video_chunks where embedding is null").fetchone()
        statuses = connection.execute("select status::text, count(*) from videos group by 1 order by 1").fetchall()
    assert missing == (0,)
    assert statuses == [("completed", 7), ("failed", 1)]

    second = chronos("db", "seed", "--json")
    answer = json.loads(second.out)
    assert (answer["rows"], answer["embedded"], answer["waiting"]) == (0, 0, 0)
    assert chronos("db", "seed").out.startswith("The demo data exists already. Nothing was changed.\n")

    roles = [person["role"] for person in answer["people"]]
    counted = [roles.count(role) for role in ("creator", "editor", "viewer", "student")]
    assert counted == [2, 1, 1, 10]
    for person in answer["people"][:3]:
        assert chronos(*shlex.split(person["sign_in"])[1:]).out.startswith("http://127.0.0.1:8000/sign-in/")
    listing, question, explanation = (chronos(*shlex.split(line)[1:]) for line in answer["look_around"][1:])
    assert "Drying without cracks" in listing.out
    assert "slow the rim down" in question.out
    assert explanation.out.endswith("No: student Ivo Marek is not active.\n")


def test_without_the_model_the_videos_wait_for_a_worker(database: ADatabase, tmp_path: Path) -> None:
    run = runner(tmp_path, CHRONOS_HOME=str(tmp_path / "home"), CHRONOS_DATABASE_URL=database.url)("db", "seed")
    assert run.code == 0
    assert "7 videos are not searchable yet: run `chronos models install`" in run.out
    with psycopg.connect(database.url) as connection:
        jobs = connection.execute("select count(*) from jobs.procrastinate_jobs").fetchone()
    assert jobs == (7,)
