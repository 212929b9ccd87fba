"""Transcription within the minutes of the month: it stops politely, and resumes by a retry or by captions."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.app import App
from chronos.errors import OverLimit
from chronos.model import Actor, VideoId
from chronos.pipeline.place import GaveBack, Place
from chronos.pipeline.probe import probe_video
from chronos.pipeline.transcribe import transcribe_video
from chronos.pipeline.transcription_budget import explain_refusal
from chronos.providers.speech import Progress, Transcription
from chronos.storage import Access
from chronos.usage import Reservation
from chronos.videos import CaptionFile, add_file, replace_captions, retry_video
from tests.media import record, tone
from tests.pipeline.test_transcribe import Listener
from tests.pipeline.work import look, work_until_done

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nA fast shutter freezes motion.\n"


async def probed(app: App, creator: Actor, tmp_path: Path, seconds: int = 4) -> VideoId:
    added = await add_file(Access(app.db, app.objects, creator), record(tmp_path / "x.m4a", [tone(seconds)]))
    await probe_video(app.db, app.objects, added.video_id)
    return added.video_id


async def allow(app: App, minutes: int) -> None:
    async with app.db.as_service("test") as tx:
        await tx.execute("update private.tiers set transcription_minutes = %(minutes)s", {"minutes": minutes})


async def state(app: App) -> tuple[float, float, float]:
    """Seconds used, reserved, and in the ledger."""
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one(
            "select coalesce(sum(used), 0)::float as used, coalesce(sum(reserved), 0)::float as reserved, "
            "(select coalesce(sum(quantity), 0)::float from private.ledger l where l.kind = 'transcription_seconds') "
            "as charged "
            "from private.budgets where meter = 'transcription_seconds'"
        )
    assert row
    return row["used"], row["reserved"], row["charged"]


async def test_transcribed_seconds_are_charged_with_their_work(app: App, creator: Actor, tmp_path: Path) -> None:
    video_id = await probed(app, creator, tmp_path)
    await transcribe_video(app.db, app.objects, Listener, video_id)
    used, reserved, charged = await state(app)
    assert used == charged == pytest.approx(4, abs=0.2)
    assert reserved == 0
    async with app.db.as_service("test") as tx:
        rows = await tx.fetch(
            "select model, cost_usd, work_seconds > 0 as has_taken_time, video_id from private.ledger "
            "where kind = 'transcription_seconds'"
        )
    assert rows == [{"model": "test", "cost_usd": 0, "has_taken_time": True, "video_id": video_id}]


async def test_over_the_cap_a_video_stops_before_the_model_is_loaded(app: App, creator: Actor, tmp_path: Path) -> None:
    await allow(app, 0)
    video_id = await probed(app, creator, tmp_path)
    with pytest.raises(OverLimit, match="add captions, which cost nothing"):
        await transcribe_video(app.db, app.objects, lambda: pytest.fail("it was loaded"), video_id)
    assert await state(app) == (0, 0, 0)
    async with app.db.as_service("test") as tx:
        assert await tx.fetch("select percent from private.usage_warnings order by percent") == [
            {"percent": 80}, {"percent": 100},
        ]  # fmt: skip


async def test_a_stopped_video_resumes_by_a_retry_or_by_captions(app: App, creator: Actor, tmp_path: Path) -> None:
    await allow(app, 0)
    video_id = await probed(app, creator, tmp_path)
    stopped = await work_until_done(app, creator, video_id)
    assert stopped.status == "failed"
    assert stopped.error_message is not None
    assert "minutes of transcription a month" in stopped.error_message
    captions = tmp_path / "x.vtt"
    captions.write_text(CAPTIONS)
    await replace_captions(Access(app.db, app.objects, creator), video_id, CaptionFile(captions))
    assert (await work_until_done(app, creator, video_id)).status == "completed"
    assert await state(app) == (0, 0, 0)


async def test_after_renewal_a_retry_goes_through(app: App, creator: Actor, tmp_path: Path) -> None:
    await allow(app, 0)
    video_id = await probed(app, creator, tmp_path)
    assert (await work_until_done(app, creator, video_id)).status == "failed"
    await allow(app, 1)
    async with app.db.acting_as(creator) as tx:
        await retry_video(tx, video_id)
    assert (await look(app.db, creator, video_id)).status == "transcribing"
    await transcribe_video(app.db, app.objects, Listener, video_id)
    assert (await state(app))[0] > 3


class Failing(Listener):
    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str | None = None,
        on_progress: Progress | None = None,
        previous_language: str | None = None,
    ) -> Transcription:
        raise RuntimeError("it broke")


async def test_a_failure_frees_the_rest(app: App, creator: Actor, tmp_path: Path) -> None:
    video_id = await probed(app, creator, tmp_path)
    with pytest.raises(RuntimeError):
        await transcribe_video(app.db, app.objects, Failing, video_id)
    assert await state(app) == (0, 0, 0)


class Wanted(Place):
    async def is_wanted(self, video_id: VideoId) -> bool:
        return True


async def test_a_job_that_gives_its_place_back_keeps_its_hold(app: App, creator: Actor, tmp_path: Path) -> None:
    video_id = await probed(app, creator, tmp_path, seconds=620)
    with pytest.raises(GaveBack):
        await transcribe_video(app.db, app.objects, Listener, video_id, Wanted(app.db, "pipeline"))
    used, reserved, charged = await state(app)
    assert 0 < used == charged < 619
    assert used + reserved == pytest.approx(620, abs=0.5)
    await transcribe_video(app.db, app.objects, Listener, video_id)
    used, reserved, charged = await state(app)
    assert (used, reserved) == (charged, 0)
    assert used == pytest.approx(620, abs=0.5)


def test_the_sentence_says_when_it_renews_and_needs_no_calendar_when_it_never_fits() -> None:
    month = Reservation(False, Decimal(3000), Decimal(0), Decimal(3600), date(2026, 12, 1))
    assert explain_refusal(month, Decimal(700)) == (
        "This video needs 11.7 minutes of transcription, and 10.0 of 60 are left: try it again from 1 December 2026, "
        "when they renew, or add captions, which cost nothing."
    )
    assert explain_refusal(month, Decimal(3700)).startswith("The plan allows 60 minutes of transcription a month")
