"""Dating back: charges and days agree with the past."""

from pathlib import Path

import psycopg
import pytest

from chronos.operations.demo_school import Plan, School, fill
from tests.conftest import ADatabase

pytestmark = pytest.mark.timeout(120)  # it processes two videos


async def test_charges_and_days_are_of_the_past(school: School, plan: Plan, folder: Path, database: ADatabase) -> None:
    await fill(school, plan, folder)
    with psycopg.connect(database.url) as connection:
        kinds: dict[str, int] = dict(
            connection.execute(
                "select kind, min(current_date - date) from private.ledger where kind <> 'stored_bytes' group by 1"
            ).fetchall()
        )
        kept = connection.execute("select count(*) from private.ledger where kind = 'stored_bytes'").fetchone()
        late = connection.execute("select count(*) from private.facts where occurred_at > now()").fetchone()
        joined = connection.execute("select max(created_at) < now() - interval '8 days' from students").fetchone()
    assert kinds["video_seconds"] == 16 + 3
    assert kinds["questions"] == 1
    assert kept is not None
    assert kept[0] >= 19
    assert (late, joined) == ((0,), (True,))
