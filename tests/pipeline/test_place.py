"""A long transcription gives its place back between two windows while another creator waits."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.app import App
from chronos.members import add_creator
from chronos.model import Actor, VideoId
from chronos.pipeline import place, transcribe_windows
from chronos.providers.speech import Progress, Transcription, cut_windows
from chronos.storage import Access
from chronos.videos import Details, add_file
from tests.factories import as_creator
from tests.media import a_tone
from tests.pipeline.work import look


class InSteps:
    """A transcriber that hears one window for each time it is allowed to."""

    name = "in steps"

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Semaphore(0), threading.Semaphore(0)

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str | None = None,
        on_progress: Progress | None = None,
        previous_language: str | None = None,
    ) -> Transcription:
        self.begun.release()
        assert self.may_end.acquire(timeout=60)
        return Transcription([], None, 0.0)


@pytest.fixture
def steps(app: App, monkeypatch: pytest.MonkeyPatch) -> InSteps:
    made = InSteps()
    app.providers = replace(app.providers, transcriber=lambda: made)
    monkeypatch.setattr(place, "HOLD_SECONDS", 0.0)
    monkeypatch.setattr(place, "RESTARTS", 0.0)
    monkeypatch.setattr(
        transcribe_windows,
        "cut_windows",
        lambda source, start, _, track, on_lost: cut_windows(source, start, 1.0, track, on_lost),
    )
    return made


async def windows_of(app: App, video_id: VideoId) -> int:
    async with app.db.as_service("test") as tx:
        row = await tx.fetch_one(
            "select count(*) as n from private.transcript_windows where video_id = %(id)s", {"id": video_id}
        )
    return int(row["n"]) if row else 0


async def test_long_video_lets_another_creator_pass(
    app: App, creator: Actor, film: Path, captions: Path, tmp_path: Path, steps: InSteps
) -> None:
    bob = as_creator((await add_creator(app.db, "Bob")).id)
    long = (await add_file(Access(app.db, app.objects, creator), a_tone(tmp_path / "long.mp4"))).video_id
    async with app.worker(), asyncio.timeout(60):
        await asyncio.to_thread(steps.begun.acquire)
        short = (await add_file(Access(app.db, app.objects, bob), film, Details(captions=captions))).video_id
        steps.may_end.release()  # the first window only
        while (await look(app.db, bob, short)).status != "completed":  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        assert (await look(app.db, creator, long)).status == "transcribing"
        assert await windows_of(app, long) == 1
        steps.may_end.release(1000)
        while (await look(app.db, creator, long)).status != "completed":  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert await windows_of(app, long) > 1
