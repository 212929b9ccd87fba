"""What is paused while rows are loaded: triggers that are there."""

import psycopg

from chronos.operations.privacy.load_parts import PAUSED
from tests.conftest import ADatabase


def test_every_paused_trigger_exists(database: ADatabase) -> None:
    with psycopg.connect(database.url) as connection:
        rows = connection.execute(
            "select c.relnamespace::regnamespace::text, c.relname, t.tgname from pg_trigger t "
            "join pg_class c on c.oid = t.tgrelid where not t.tgisinternal"
        ).fetchall()
    assert {*PAUSED} <= {*rows}
