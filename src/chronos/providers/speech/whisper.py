"""Whisper on this machine, through faster-whisper and CTranslate2."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel
from faster_whisper.transcribe import Segment
from numpy.typing import NDArray

from chronos.errors import Invalid, ProviderError
from chronos.model import Word
from chronos.providers.speech import SAMPLE_RATE, Progress, Transcription

# Measured on LibriVox clips and on the example course (two cores): see docs/benchmarks in the repository's `bench/`.
COMPUTE_TYPE = "int8"
BEAM_SIZE = 5
BATCH_SIZE = 4  # stretches of up to 30 s that are decoded together, and the step in which progress is reported
_LANGUAGE_STRETCHES = 4  # how many stretches may vote when the first leaves the language open
_NO_SPEECH, _UNLIKELY = 0.6, -1.0  # Whisper's own thresholds for a stretch that holds no speech
_NOISES = "♪♫-–—…. "  # a "word" made only of these is a sign for music or for silence


class Whisper:
    """Transcribes with a Whisper model from a directory; the same samples give the same words."""

    def __init__(self, directory: Path, *, name: str = "whisper:base", threads: int = 0) -> None:
        """`threads` 0: one per core. Raises ProviderError when the model cannot be loaded."""
        if not (directory / "model.bin").is_file():
            raise ProviderError(
                f"The speech model {name} is not installed: run `chronos models install`.", code="model_missing"
            )
        try:
            self._model = WhisperModel(
                str(directory), device="cpu", compute_type=COMPUTE_TYPE, cpu_threads=threads, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ProviderError(
                f"The speech model {name} cannot be loaded ({error}): run `chronos models install`.",
                code="model_damaged",
            ) from error
        self._name = name

    @property
    def name(self) -> str:
        """As given, e.g. `whisper:base`."""
        return self._name

    def transcribe(
        self, samples: NDArray[np.float32], language: str | None = None, on_progress: Progress | None = None
    ) -> Transcription:
        """See `Transcriber`. Words begin 0.05 to 0.12 s early; stretches without a voice are not listened to."""
        if language is not None and language not in self._model.supported_languages:
            raise Invalid(f"{self._name} does not know the language {language!r}: use a code such as en.", code="unknown_language")
        try:
            # Made anew each time, since it keeps state between the stretches of one call.
            segments, info = BatchedInferencePipeline(self._model).transcribe(
                samples,
                language=language,
                beam_size=BEAM_SIZE,
                batch_size=BATCH_SIZE,
                vad_filter=True,
                word_timestamps=True,
                language_detection_segments=_LANGUAGE_STRETCHES,
            )
            spoken = _with_progress(segments, on_progress) if info.duration_after_vad else ()
            words = _tidied(spoken, len(samples) / SAMPLE_RATE)
        except (RuntimeError, ValueError) as error:
            raise ProviderError(f"The speech model {self._name} failed: {error}.", retryable=True) from error
        if not words:
            return Transcription([], None, 0.0)
        return Transcription(words, info.language, float(info.language_probability))


def _with_progress(segments: Iterable[Segment], on_progress: Progress | None) -> Iterator[Segment]:
    """The segments, which are computed as they are asked for."""
    for segment in segments:
        if on_progress:
            on_progress(float(segment.end))
        yield segment


def _tidied(segments: Iterable[Segment], seconds: float) -> list[Word]:
    """Words without white space, within the window, each ending before the next begins."""
    words: list[Word] = []
    floor = 0.0
    for segment in segments:
        if segment.no_speech_prob > _NO_SPEECH and segment.avg_logprob < _UNLIKELY:
            continue
        for word in segment.words or ():
            start = min(max(float(word.start), floor), seconds)
            end = min(max(float(word.end), start), seconds)
            words += [Word(text, start, end) for text in word.word.split() if text.strip(_NOISES)]
            floor = start
    return [Word(a.text, a.start, min(a.end, b.start)) for a, b in pairwise(words)] + words[-1:]
