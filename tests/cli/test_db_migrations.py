"""`chronos db push`, `status` and `url`."""

import json
from pathlib import Path

import psycopg

from tests.cli.conftest import RunChronos


def test_push_status_and_url_on_a_migrated_database(chronos: RunChronos) -> None:
    assert "Nothing to do" in chronos("db", "push").out
    states = json.loads(chronos("db", "status", "--json").out)
    assert all(state["in_files"] and state["in_database"] for state in states)
    assert chronos("db", "url").out.startswith("postgresql://")
    assert json.loads(chronos("db", "url", "--json").out) == {"url": chronos("db", "url").out.strip()}
    assert "CHRONOS_DATABASE_URL" in chronos("db", "stop").message


def test_an_older_text_is_refused_until_the_database_is_made_anew(at_home: RunChronos, tmp_path: Path) -> None:
    backup = tmp_path / "kept.chronos"
    ada = at_home("creator", "add", "Ada").out.strip()
    with psycopg.connect(at_home("db", "url").out.strip()) as connection:
        connection.execute("update supabase_migrations.schema_migrations set statements = '{select}'")
    for refused in (at_home("db", "push"), at_home("creator", "list")):
        assert refused.code == 2
        assert "made by an older text of 20250101000001_enable_pgvector.sql and " in refused.message
        assert "`chronos db restore --check FILE`; if that succeeds, `chronos db reset` and" in refused.message
    assert "older text" in at_home("db", "status").out
    for step in (("backup", backup), ("restore", "--check", backup), ("reset", "--yes"), ("restore", backup)):
        assert at_home("db", *step).code == 0, step
    assert ada in at_home("creator", "list").out
