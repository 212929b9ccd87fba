"""Whisper: transcribe on this machine, through faster-whisper and CTranslate2."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel
from faster_whisper.transcribe import Segment
from numpy.typing import NDArray

from chronos.errors import Invalid, ProviderError
from chronos.model import Word
from chronos.providers.speech.transcriber import SAMPLE_RATE, Progress, Transcription

# Measured on LibriVox clips and the example course. int8 is a fifth faster than float32 with the same words; four
# stretches at once are as fast as eight; one beam is a tenth faster than five, with more errors on synthetic speech.
COMPUTE_TYPE = "int8"
BEAM_SIZE = 5
BATCH_SIZE = 4  # stretches of up to 30 s that are decoded together, and the step in which progress is reported
# The sound kept around speech. The first word after a pause begins that much too early: with the usual 400 ms section
# starts were 0.3 to 0.4 s early, with 100 ms at most 0.1 s, and the word error rate stayed what it was.
_VAD = {"speech_pad_ms": 100, "min_silence_duration_ms": 160}
_LANGUAGE_STRETCHES = 4  # that vote on the language when the first leaves it open
_NO_SPEECH, _UNLIKELY = 0.6, -1.0  # Whisper's own thresholds for a stretch without speech
_WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
_NOISES = "♪♫-–—…. "  # a "word" of these alone stands for music or silence


class Whisper:
    """A Transcriber with a Whisper model from a directory. The same samples give the same words."""

    def __init__(self, directory: Path, *, name: str = "whisper:base", threads: int = 0) -> None:
        """Load the model; `threads` 0: one per core. Raises ProviderError."""
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
        """See `Transcriber`. Words start up to 0.1 s early; stretches without a voice are skipped."""
        if language is not None and language not in self._model.supported_languages:
            raise Invalid(
                f"{self._name} does not know the language {language!r}: use a code such as en.", code="language_unknown"
            )
        try:
            # One for each call: it keeps state between the stretches of a call.
            segments, info = BatchedInferencePipeline(self._model).transcribe(
                samples,
                language=language,
                beam_size=BEAM_SIZE,
                batch_size=BATCH_SIZE,
                vad_filter=True,
                vad_parameters=dict(_VAD),
                word_timestamps=True,
                language_detection_segments=_LANGUAGE_STRETCHES,
            )
            spoken = _with_progress(segments, on_progress) if info.duration_after_vad else ()
            words = _tidied(spoken, len(samples) / SAMPLE_RATE, has_spaces=info.language not in _WITHOUT_SPACES)
        except (RuntimeError, ValueError) as error:
            raise ProviderError(f"The speech model {self._name} failed: {error}.", code="transcriber_failed") from error
        if not words:
            return Transcription([], None, 0.0)
        return Transcription(words, info.language, float(info.language_probability))


def _with_progress(segments: Iterable[Segment], on_progress: Progress | None) -> Iterator[Segment]:
    """Yield the segments, which are computed on demand, and report each."""
    for segment in segments:
        if on_progress:
            on_progress(float(segment.end))
        yield segment


def _tidied(segments: Iterable[Segment], seconds: float, *, has_spaces: bool) -> list[Word]:
    """Return words without white space, within the window, each ending before the next starts."""
    words: list[Word] = []
    for segment in segments:
        if segment.no_speech_prob > _NO_SPEECH and segment.avg_logprob < _UNLIKELY:
            continue
        pieces = [piece for piece in segment.words or () if piece.word.strip(_NOISES)]
        for i, piece in enumerate(pieces):
            text = "".join(piece.word.split())
            start = min(max(float(piece.start), words[-1].start_seconds if words else 0.0), seconds)
            end = min(max(float(piece.end), start), seconds)
            if i and has_spaces and not piece.word.startswith(" "):  # "f" "/2", "well" "-known": one word in two pieces
                words[-1] = Word(words[-1].text + text, words[-1].start_seconds, end)
            else:
                words.append(Word(text, start, end))
    return [Word(a.text, a.start_seconds, min(a.end_seconds, b.start_seconds)) for a, b in pairwise(words)] + words[-1:]
