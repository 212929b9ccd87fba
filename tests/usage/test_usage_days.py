"""Usage by day: every day of the period, of the caller's own school."""

from datetime import date, timedelta
from decimal import Decimal

from chronos.db import Database
from chronos.model import Actor
from chronos.usage import UsageDay, list_usage_days
from tests.factories import a_creator, a_student, as_creator, as_student

DAY = date(2026, 3, 10)


async def test_each_day_is_listed_once(db: Database, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        await tx.execute(
            "insert into usage_metrics (creator_id, date, storage_used_bytes, videos_uploaded, transcription_seconds, "
            "ai_credits_used, chat_messages_sent) values (%(creator)s, %(day)s, 1000, 2, 90.5, 0.25, 7)",
            {"creator": creator.creator_id, "day": DAY},
        )
    async with db.acting_as(creator) as tx:
        found = await list_usage_days(tx, DAY - timedelta(days=1), DAY)
    assert list(found) == [
        UsageDay(DAY - timedelta(days=1), None, 0, 0.0, 0, Decimal(0)),
        UsageDay(DAY, 1000, 2, 90.5, 7, Decimal("0.25")),
    ]


async def test_others_read_none_of_it(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        await tx.execute(
            "insert into usage_metrics (creator_id, date, chat_messages_sent) values (%(creator)s, %(day)s, 7)",
            {"creator": creator.creator_id, "day": DAY},
        )
        others = [as_creator(await a_creator(tx, name="Eve")), as_student(await a_student(tx, creator.creator_id))]
    for other in others:
        async with db.acting_as(other) as tx:
            assert [day.questions for day in await list_usage_days(tx, DAY, DAY)] == [0]
