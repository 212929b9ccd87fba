"""What a creator sees of its plan."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from chronos.db import Database
from chronos.errors import NotAllowed, NotFound
from chronos.model import Actor, CreatorId
from chronos.usage import Charge, get_usage, get_usage_of, reserve, settle
from tests.factories import a_creator, a_student, a_video, as_creator, as_student

METERS = ["storage_bytes", "videos", "students", "transcription_seconds", "questions", "ai_credit_usd"]


async def test_a_creator_sees_all_limits_and_their_use(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx), await a_creator(tx, name="Bob")
        await a_video(tx, ada)
        await a_student(tx, ada)
        subject = uuid4()
        await reserve(tx, ada, subject, "transcription_seconds", Decimal(90), lifetime=timedelta(hours=1))
        await settle(tx, ada, subject, [Charge("transcription_seconds", Decimal(60), "one")], is_last=False)
        await tx.execute(
            "insert into storage.objects (bucket_id, name, metadata) "
            "values ('videos', %(ada)s::text || '/a/source.mp4', '{\"size\": 1000}')",
            {"ada": ada},
        )
    async with db.acting_as(as_creator(ada)) as tx:
        report = await get_usage(tx)
    assert report.tier == "basic"
    assert [meter.meter for meter in report.meters] == METERS
    used: dict[str, tuple[object, object]] = {meter.meter: (meter.used, meter.reserved) for meter in report.meters}
    assert used == {
        "storage_bytes": (1000, 0), "videos": (1, 0), "students": (1, 0), "transcription_seconds": (60, 30),
        "questions": (0, 0), "ai_credit_usd": (0, 0),
    }  # fmt: skip
    assert [meter.renews_at is None for meter in report.meters] == [True, True, True, False, False, False]
    assert all(meter.left == meter.allowed - meter.used - meter.reserved for meter in report.meters)
    assert report == await get_usage_of(db, ada)
    assert all(meter.used == 0 for meter in (await get_usage_of(db, bob)).meters)


async def test_others_see_nothing(db: Database) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        sam = await a_student(tx, ada)
    for actor in (as_student(sam), Actor("authenticated", subject=uuid4())):
        with pytest.raises(NotAllowed):
            async with db.acting_as(actor) as tx:
                await get_usage(tx)
    with pytest.raises(NotFound):
        await get_usage_of(db, CreatorId(uuid4()))
