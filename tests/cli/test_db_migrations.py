"""`chronos db push`, `status` and `url`."""

import json

from tests.cli.conftest import RunChronos


def test_push_status_and_url_on_a_migrated_database(chronos: RunChronos) -> None:
    assert "Nothing to do" in chronos("db", "push").out
    states = json.loads(chronos("db", "status", "--json").out)
    assert all(state["in_files"] and state["in_database"] for state in states)
    assert chronos("db", "url").out.startswith("postgresql://")
    assert json.loads(chronos("db", "url", "--json").out) == {"url": chronos("db", "url").out.strip()}
    assert "CHRONOS_DATABASE_URL" in chronos("db", "stop").message
