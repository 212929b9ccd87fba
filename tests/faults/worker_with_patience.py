"""A `chronos worker` whose speech model waits before its third window for as long as a file exists."""

import asyncio
import os
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chronos.providers.speech import SAMPLE_RATE, Progress, Transcription
from tests.faults import worker_with_poison

HEARD_WINDOWS = 2
MODEL = "patient"


class Patient:
    """Hears nothing, and waits in the third window that it is given."""

    name = MODEL

    def __init__(self, until_gone: Path) -> None:
        self._until_gone, self._windows = until_gone, 0

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str | None = None,
        on_progress: Progress | None = None,
        previous_language: str | None = None,
    ) -> Transcription:
        """Return no word."""
        self._windows += 1
        while self._windows > HEARD_WINDOWS and self._until_gone.exists():
            time.sleep(0.05)
        return Transcription([], None, len(samples) / SAMPLE_RATE)


if __name__ == "__main__":
    asyncio.run(worker_with_poison.work(Patient(Path(os.environ["WAIT_WHILE"]))))
