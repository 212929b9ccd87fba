"""A worker that is stopped returns its job: a stop is neither an attempt nor a failure."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray

from chronos.app import App
from chronos.db import Database, outage
from chronos.errors import ProviderError
from chronos.jobs.rescue import MAX_ATTEMPTS
from chronos.model import Actor, VideoId
from chronos.pipeline import tasks, worker
from chronos.providers.speech import Progress, Transcription
from chronos.storage import Access
from chronos.videos import Details, add_file
from tests.cable import Cable, a_cable
from tests.conftest import ADatabase
from tests.media import a_tone
from tests.pipeline.work import look, work_until_done

WAITS = {"task_name": "pipeline.transcribe", "status": "todo"}


class Listening:
    """A transcriber that hears nothing until its work is thrown away; `failures` of its calls fail at once instead."""

    name = "listening"

    def __init__(self) -> None:
        self.failures = 0
        self.is_endless = True
        self.begun = threading.Semaphore(0)

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str | None = None,
        on_progress: Progress | None = None,
        previous_language: str | None = None,
    ) -> Transcription:
        assert on_progress
        self.begun.release()
        if self.failures:
            self.failures -= 1
            raise ProviderError("The speech model is away.", code="transcriber_failed")
        pause = threading.Event()
        while self.is_endless:
            on_progress(0.1)  # raises once nobody waits for it
            pause.wait(0.01)
        return Transcription([], None, 0.0)


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long a job may go on and how long it waits say nothing about whether it counts."""
    monkeypatch.setattr(worker, "STOP_PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(tasks, "RETRY_WAIT_SECONDS", 0)


@pytest.fixture
def listening(app: App) -> Listening:
    made = Listening()
    app.providers = replace(app.providers, transcriber=lambda: made)
    return made


@pytest.fixture
async def cable(database: ADatabase, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cable]:
    monkeypatch.setattr(outage, "LOOK_SECONDS", 0.05)
    async with a_cable(database) as made:
        yield made


@pytest.fixture
async def video_id(app: App, creator: Actor, tmp_path: Path) -> VideoId:
    return (await add_file(Access(app.db, app.objects, creator), a_tone(tmp_path / "tone.mp4"))).video_id


async def job_of(db: Database, video_id: VideoId) -> dict[str, object]:
    async with db.as_service("test") as tx:
        [job] = await tx.fetch(
            "select task_name, status::text, attempts from jobs.procrastinate_jobs where args ->> 'video_id' = %(id)s",
            {"id": str(video_id)},
        )
    return job


async def stop_in_the_midst(app: App, listening: Listening) -> None:
    async with app.worker(), asyncio.timeout(60):
        await asyncio.to_thread(listening.begun.acquire)


async def test_stops_use_no_attempt(app: App, creator: Actor, video_id: VideoId, listening: Listening) -> None:
    for _ in range(MAX_ATTEMPTS + 1):
        await stop_in_the_midst(app, listening)
        assert await job_of(app.db, video_id) == WAITS | {"attempts": 0}
        assert (await look(app.db, creator, video_id)).status == "transcribing"
    listening.failures = MAX_ATTEMPTS - 1  # that many are forgiven, as if it had never been stopped
    listening.is_endless = False
    assert (await work_until_done(app, creator, video_id)).status == "completed"


async def test_failures_count_before_and_after_a_stop(
    app: App, creator: Actor, video_id: VideoId, listening: Listening
) -> None:
    listening.failures = 1
    async with app.worker(), asyncio.timeout(60):
        for _ in range(2):  # the failure, and the next attempt
            await asyncio.to_thread(listening.begun.acquire)
    assert await job_of(app.db, video_id) == WAITS | {"attempts": 1}
    listening.failures = MAX_ATTEMPTS
    video = await work_until_done(app, creator, video_id)
    assert (video.status, video.error_message) == ("failed", "The speech model is away.")
    assert listening.failures == 1  # of its three attempts one had been used


async def test_stopped_worker_loses_nothing(app: App, creator: Actor, film: Path, captions: Path) -> None:
    added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
    for _ in range(6):
        async with app.worker():
            await asyncio.sleep(0.02)
    assert (await work_until_done(app, creator, added.video_id)).status == "completed"


async def test_lost_tables_are_waited_for(
    app: App,
    creator: Actor,
    film: Path,
    captions: Path,
    database: ADatabase,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(worker, "HEARTBEAT_SECONDS", 0.05)
    async with app.worker(), asyncio.timeout(60):
        async with await psycopg.AsyncConnection.connect(database.superuser_url, autocommit=True) as owner:
            await owner.execute("alter schema jobs rename to away")
            await owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and usename = 'authenticator'"
            )
            while not all(text in caplog.text for text in ("rescue failed", "queue pipeline is tried again")):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            await owner.execute("alter schema away rename to jobs")
        added = await add_file(Access(app.db, app.objects, creator), film, Details(captions=captions))
        while (await look(app.db, creator, added.video_id)).status != "completed":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert "Traceback" not in caplog.text


async def test_an_outage_uses_no_attempt_and_loses_no_work(
    app: App, creator: Actor, video_id: VideoId, listening: Listening, cable: Cable, caplog: pytest.LogCaptureFixture
) -> None:
    """While it lasts a worker waits, and the speech model works; then it stores what was heard."""
    distant = App(app.settings, cable.url)
    distant.providers = app.providers
    await distant.db.open()
    async with distant.worker(), asyncio.timeout(60):
        await asyncio.to_thread(listening.begun.acquire)
        for _ in range(2):
            await cable.cut()
            while distant.db.outage.error is None:  # noqa: ASYNC110 - noticed by the first one that asks
                await asyncio.sleep(0.01)
            await cable.mend()
            await distant.db.outage.over()
        await cable.cut()
        listening.is_endless = False
        while distant.db.outage.error is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await cable.mend()
        while (await look(app.db, creator, video_id)).status != "completed":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await distant.db.close()
    assert not listening.begun.acquire(blocking=False)  # it was heard once
    said = [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    assert len(said) == 2 * 3, said


async def test_a_worker_stops_during_an_outage(app: App, video_id: VideoId, listening: Listening, cable: Cable) -> None:
    distant = App(app.settings, cable.url)
    distant.providers = app.providers
    await distant.db.open()
    async with asyncio.timeout(60):
        async with distant.worker():
            await asyncio.to_thread(listening.begun.acquire)
            await cable.cut()
        await distant.db.close()
    assert (await job_of(app.db, video_id))["attempts"] == 0
