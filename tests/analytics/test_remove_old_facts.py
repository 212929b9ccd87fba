"""Facts are kept for 13 months."""

from datetime import UTC, datetime, timedelta

from chronos.analytics import remove_old_facts
from chronos.db import Database
from tests.analytics.conftest import Class
from tests.analytics.facts import Fact, add_facts


async def test_older_facts_are_deleted_in_small_steps(db: Database, school: Class) -> None:
    now = datetime.now(UTC)
    facts = [
        Fact(now - timedelta(days=days), school.creator_id, school.students[0], "search")
        for days in (500, 450, 420, 398, 300, 0)
    ]
    async with db.as_service("test") as tx:
        await add_facts(tx, facts)
    assert await remove_old_facts(db, batch=2) == 4
    async with db.as_service("test") as tx:
        assert len(await tx.fetch("select from private.facts")) == 2
