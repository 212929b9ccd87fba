"""`chronos db reset`."""

import psycopg

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase


def creators(database: ADatabase) -> int:
    with psycopg.connect(database.url) as connection:
        row = connection.execute("select count(*) from creators").fetchone()
    assert row is not None
    return int(row[0])


def test_without_yes_nothing_happens(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    run = chronos("db", "reset")
    assert run.code == 2
    assert "pass --yes" in run.message
    assert creators(database) == 1


def test_with_yes_the_database_is_empty_and_migrated(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    run = chronos("db", "reset", "--yes")
    assert run.code == 0
    assert "applied 20250101000001_enable_pgvector.sql" in run.out
    assert "Stored files are kept" in run.err
    assert creators(database) == 0
    assert chronos("creator", "add", "Bob").code == 0
