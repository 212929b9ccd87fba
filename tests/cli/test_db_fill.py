"""`chronos db fill`, `chronos db unseed`."""

from pathlib import Path

import psycopg

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase


def test_a_school_of_a_person_and_one_without_videos_are_refused(chronos: RunChronos, repository: Path) -> None:
    plan = repository / "examples/school.json"
    chronos("creator", "add", "Ada")
    refused = chronos("db", "fill", plan, "--creator", "Ada")
    assert refused.code == 3
    assert "Only a school that `chronos creator add --demo` made" in refused.message
    chronos("creator", "add", "Northlight", "--demo")
    early = chronos("db", "fill", plan, "--creator", "Northlight")
    assert early.code == 2
    assert "The video 1-aperture is not ready" in early.message


def test_demo_schools_are_removed_and_others_stay(chronos: RunChronos, database: ADatabase) -> None:
    chronos("creator", "add", "Ada")
    chronos("creator", "add", "Northlight", "--demo")
    assert chronos("db", "seed").code == 0
    assert chronos("db", "unseed").message == "Not a terminal: pass --yes to confirm."
    removed = chronos("db", "unseed", "--yes")
    assert removed.code == 0
    assert {"Mara Lindqvist", "Theo Okafor", "Northlight"} == set(removed.out[len("Removed ") : -2].split(", "))
    with psycopg.connect(database.url) as connection:
        assert connection.execute("select name from creators").fetchall() == [("Ada",)]
    assert chronos("db", "unseed", "--yes").out == "There is no demo school.\n"
