"""Holds of work that died end when they expire."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from chronos.db import Database
from chronos.usage import reserve, sweep_holds
from tests.factories import a_creator


async def test_expired_holds_of_all_creators_and_meters_are_ended(db: Database) -> None:
    async with db.as_service("test") as tx:
        for name in ("Ada", "Bob"):
            creator = await a_creator(tx, name=name)
            for meter in ("questions", "ai_credit_usd", "transcription_seconds"):
                await reserve(tx, creator, uuid4(), meter, Decimal(1), lifetime=timedelta(0))
    await sweep_holds(db)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select id from private.holds where settled_at is null") == []
        assert await tx.fetch("select meter from private.budgets where reserved <> 0") == []


async def test_holds_settled_long_ago_are_forgotten(db: Database) -> None:
    async with db.as_service("test") as tx:
        creator = await a_creator(tx)
        await reserve(tx, creator, uuid4(), "questions", Decimal(1), lifetime=timedelta(0))
    await sweep_holds(db)
    async with db.as_service("test") as tx:
        await tx.execute("update private.holds set settled_at = now() - interval '101 days'")
    await sweep_holds(db)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select id from private.holds") == []
