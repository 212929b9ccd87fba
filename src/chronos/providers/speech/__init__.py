"""Speech to words with times."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chronos.model import Word

SAMPLE_RATE = 16_000  # hertz, mono: what every Transcriber is given


@dataclass(frozen=True, slots=True)
class Transcription:
    """The words of one window of sound; times are seconds from the window's start."""

    words: Sequence[Word]
    language: str | None  # ISO 639-1, None when nothing was said
    language_probability: float  # 0 to 1


class Transcriber(Protocol):
    """Turns samples into words. It is given decoded sound only, never a path or a container."""

    @property
    def name(self) -> str:
        """Stable name of model and engine, e.g. `whisper:base`."""
        ...

    def transcribe(self, samples: NDArray[np.float32], language: str | None = None) -> Transcription:
        """Words of `samples` (mono, `SAMPLE_RATE`, −1 to 1). `language` None lets the model decide.

        Raises ProviderError when the model fails.
        """
        ...
