"""Charges, and the days that are derived from them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.db import Database
from chronos.usage import Charge, Price, Prices, charge_for, settle
from tests.factories import a_creator, a_student, a_video

LISTED = date(2025, 1, 1)


def test_what_has_no_price_costs_nothing() -> None:
    charge = charge_for("transcription_seconds", 12.3456, "one", "whisper:base")
    assert (charge.quantity, charge.cost_usd, charge.priced_on) == (Decimal("12.346"), Decimal(0), None)


@given(st.integers(0, 10**7), st.decimals("0.0000001", "0.01", places=7))
def test_a_price_counts_to_the_millionth_of_a_dollar(quantity: int, unit_usd: Decimal) -> None:
    prices: Prices = {("model", "input_tokens"): [Price(unit_usd, LISTED)]}
    charge = charge_for("input_tokens", quantity, "one", "model", prices)
    assert abs(charge.cost_usd - quantity * unit_usd) <= Decimal("0.0000005")
    assert charge.priced_on == "2025-01-01"


async def test_a_day_is_the_sum_of_its_charges(db: Database) -> None:
    prices: Prices = {("paid", "transcription_seconds"): [Price(Decimal("0.0001"), LISTED)]}
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        video = await a_video(tx, ada)
        for key, seconds in (("a", 100.0), ("b", 50.5), ("b", 50.5)):
            charge = charge_for("transcription_seconds", seconds, key, "paid", prices)
            await settle(tx, ada, video, [charge], is_last=True)
        before = await tx.fetch("select * from private.daily_usage(%(id)s, current_date)", {"id": ada})
        await tx.execute("delete from videos where id = %(id)s", {"id": video})
        after = await tx.fetch("select * from private.daily_usage(%(id)s, current_date)", {"id": ada})
        days = await tx.fetch("select * from private.charged_days(now() - interval '1 hour')")
    assert before == after  # the totals outlive the video
    assert before == [
        {
            "transcription_seconds": 150.5,
            "ai_credits_used": Decimal("0.015050"),
            "storage_used_bytes": 0,
            "videos_uploaded": 1,
            "video_seconds": 60.0,
        }
    ]
    assert [day["creator_id"] for day in days] == [ada]


@pytest.mark.parametrize("other", ["other day", "other creator"])
async def test_a_day_has_nothing_of_others(db: Database, other: str) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        await settle(tx, ada, uuid4(), [charge_for("transcription_seconds", 9, "one", "whisper:base")], is_last=True)
        row = await tx.fetch_one(
            "select * from private.daily_usage(%(id)s, current_date - %(days)s::integer)",
            {"id": bob if other == "other creator" else ada, "days": 1 if other == "other day" else 0},
        )
    assert row is not None
    assert row["transcription_seconds"] == 0


async def test_a_student_who_leaves_takes_the_name_and_not_the_cost(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        sam = await a_student(tx, ada)
        charge = replace(Charge("questions", Decimal(1), "one", cost_usd=Decimal("0.5")), student_id=sam)
        await settle(tx, ada, uuid4(), [charge], is_last=True)
        await tx.execute("delete from students where id = %(id)s", {"id": sam})
        await settle(tx, ada, uuid4(), [replace(charge, idempotency_key="two")], is_last=True)  # it was still running
        rows = await tx.fetch("select student_id, cost_usd from private.ledger where kind = 'questions'")
    assert rows == [{"student_id": None, "cost_usd": Decimal("0.5")}] * 2
