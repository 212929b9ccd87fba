"""`chronos db doctor`."""

import json
from pathlib import Path

import psycopg

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase


def test_when_all_is_well(chronos: RunChronos) -> None:
    run = chronos("db", "doctor")
    assert run.code == 0, run.out
    assert "ok    pgvector" in run.out
    assert "→ Start one with `chronos worker`" in run.out
    told = json.loads(chronos("db", "doctor", "--json").out)
    assert told["healthy"] is True
    assert {"check", "verdict", "evidence", "remedy"} == set(told["checks"][0])


def test_when_it_is_not(chronos: RunChronos, database: ADatabase, home: Path) -> None:
    assert chronos("token", "--service").code == 0  # makes the secret
    (home / "jwt-secret").chmod(0o644)
    with psycopg.connect(database.url) as connection:
        connection.execute("drop policy videos_select on videos")
    run = chronos("db", "doctor")
    assert run.code == 5
    assert "secrets" in run.message
    assert "claims" in run.message
    assert "chmod 600" in run.out
    run = chronos("db", "doctor", "--json")
    assert run.code == 5
    assert json.loads(run.out)["healthy"] is False
