"""What every transcriber offers: speech to words with times."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chronos.model import TimeSpan, Word

SAMPLE_RATE = 16_000  # hertz, mono: the form of sound that every Transcriber takes

Progress = Callable[[float], None]  # called with the seconds of the window that are done


@dataclass(frozen=True, slots=True)
class Transcription:
    """The words of one window of sound; times are seconds from the start of the window.

    Each word has its language; `language` is the one that is spoken longest. `not_understood`: speech in
    which no words were found. `speech_seconds`: how much speech there is in all.
    """

    words: Sequence[Word]
    language: str | None  # ISO 639-1, None when nothing is said
    language_probability: float  # 0 to 1
    not_understood: Sequence[TimeSpan] = ()
    speech_seconds: float = 0.0


class Transcriber(Protocol):
    """Turns samples into words. It takes decoded sound only, never a path or a container."""

    @property
    def name(self) -> str:
        """Stable name of model and engine, e.g. `whisper:base`."""
        ...

    def transcribe(
        self,
        samples: NDArray[np.float32],
        language: str | None = None,
        on_progress: Progress | None = None,
        previous_language: str | None = None,
    ) -> Transcription:
        """Return the words of `samples` (mono, `SAMPLE_RATE`, −1 to 1), in order and without overlaps.

        `language` None lets the model decide, also where it changes; `previous_language` was spoken before. Raises
        Invalid (unknown_language) for a language that the model does not know, ProviderError when it fails.
        """
        ...
