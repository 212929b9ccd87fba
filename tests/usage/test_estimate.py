"""Estimates: from the history of the machine, against what the month has left."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

from chronos.db import Database
from chronos.model import Actor
from chronos.usage import Price, Prices, charge_for, estimate_transcription, settle


async def test_the_time_is_not_known_before_anything_was_transcribed(db: Database, creator: Actor) -> None:
    async with db.acting_as(creator) as tx:
        assert (await estimate_transcription(tx, 60, "whisper:base")).processing_seconds is None
        assert (await estimate_transcription(tx, 0, "whisper:base")).processing_seconds == 0


async def test_the_time_is_that_of_recent_work_with_the_same_model(db: Database, creator: Actor) -> None:
    assert creator.creator_id is not None
    async with db.as_service("test") as tx:
        for number, (model, took) in enumerate((("fast", 10.0), ("fast", 20.0), ("slow", 600.0))):
            charge = replace(charge_for("transcription_seconds", 300, str(number), model), work_seconds=took)
            await settle(tx, creator.creator_id, uuid4(), [charge], is_last=True)
    async with db.acting_as(creator) as tx:
        found = await estimate_transcription(tx, 600, "fast")
    assert found.processing_seconds == 30
    assert (found.cost_usd, found.fits, found.seconds_left) == (Decimal(0), True, 12000 * 60 - 900)


async def test_a_cost_beyond_the_credit_does_not_fit(db: Database, creator: Actor) -> None:
    prices: Prices = {("paid", "transcription_seconds"): [Price(Decimal("0.01"), date(2025, 1, 1))]}
    async with db.acting_as(creator) as tx:
        assert (await estimate_transcription(tx, 1000, "paid", prices)).fits
        assert not (await estimate_transcription(tx, 1001, "paid", prices)).fits
