"""What is kept is charged once for each day that is over."""

from chronos.db import Database
from chronos.model import CreatorId
from chronos.usage import charge_stored_bytes
from tests.factories import a_creator


async def stored(db: Database, creator: CreatorId) -> list[tuple[int, int]]:
    """Days ago, and bytes."""
    async with db.as_service("test") as tx:
        rows = await tx.fetch(
            "select current_date - date as ago, quantity::integer as bytes from private.ledger "
            "where creator_id = %(id)s and kind = 'stored_bytes' order by date",
            {"id": creator},
        )
    return [(row["ago"], row["bytes"]) for row in rows]


async def test_every_day_that_is_over_is_charged_once(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, new = await a_creator(tx), await a_creator(tx, name="New")
        await tx.execute("update creators set created_at = now() - interval '9 days' where id = %(id)s", {"id": ada})
        await tx.execute(
            "insert into storage.objects (bucket_id, name, metadata) "
            "values ('videos', %(ada)s::text || '/a/source.mp4', '{\"size\": 1000}')",
            {"ada": ada},
        )
    await charge_stored_bytes(db)
    await charge_stored_bytes(db)
    assert await stored(db, ada) == [(1, 1000)]
    assert await stored(db, new) == []
    async with db.as_service("test") as tx:  # as if no worker had run for three days
        await tx.execute("update private.ledger set date = date - 3, idempotency_key = 'earlier'")
    await charge_stored_bytes(db)
    assert await stored(db, ada) == [(4, 1000), (3, 1000), (2, 1000), (1, 1000)]


async def test_a_full_school_is_warned_of(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        await tx.execute(
            "insert into students (creator_id, name) select %(id)s, 'S' from generate_series(1, 8)", {"id": ada}
        )
        await tx.execute("insert into private.limit_overrides (creator_id, students) values (%(id)s, 10)", {"id": ada})
    await charge_stored_bytes(db)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select meter, percent from private.usage_warnings") == [
            {"meter": "students", "percent": 80}
        ]
