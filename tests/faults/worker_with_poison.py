"""A `chronos worker` whose speech model kills the process at one window, as a fault of a library would."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from chronos.app import opened
from chronos.config import load_settings
from chronos.jobs import rescue
from chronos.pipeline import transcribe_windows, worker
from chronos.providers.speech import SAMPLE_RATE, Progress, Transcriber, Transcription, cut_windows
from chronos.providers.speech.cut_windows import Window
from chronos.providers.speech.media import Source

WINDOW_SECONDS = 2.0
OnLost = Callable[[float], None]
LOUD = 0.1  # the window with sound of that strength is deadly


class Deadly:
    """Hears nothing, and dies of loud sound."""

    name = "deadly"

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str | None = None,
        on_progress: Progress | None = None,
        previous_language: str | None = None,
    ) -> Transcription:
        """Return no word, if at all."""
        if len(samples) and np.abs(samples[: SAMPLE_RATE // 10]).max() > LOUD:
            os._exit(9)
        return Transcription([], None, 0.0)


def cut_short(source: Source, start: float, _: float, track: int | None, on_lost: OnLost | None) -> Iterator[Window]:
    """Cut windows of two seconds."""
    return cut_windows(source, start, WINDOW_SECONDS, track, on_lost)


async def work(transcriber: Transcriber) -> None:
    """Work with short windows, short patience and this model until killed."""
    vars(transcribe_windows)["cut_windows"] = cut_short
    vars(worker).update(HEARTBEAT_SECONDS=0.2, SILENCE_SECONDS=1.0)
    rescue.SILENCE_SECONDS = 1.0
    async with opened(load_settings(), "worker") as app:
        app.providers = replace(app.providers, transcriber=lambda: transcriber)
        async with app.worker():
            sys.stderr.write("works\n")
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(Deadly()))
