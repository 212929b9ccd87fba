"""Whisper: transcribe on this machine, through faster-whisper and CTranslate2."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
from faster_whisper import BatchedInferencePipeline
from faster_whisper.transcribe import Segment
from numpy.typing import NDArray

from chronos.errors import Invalid, ProviderError
from chronos.model import TimeSpan, Word
from chronos.providers.speech.check_coverage import Coverage, Heard, fill_gaps
from chronos.providers.speech.drop_loops import find_loops
from chronos.providers.speech.encode_once import EncodingModel, SpeechJudge
from chronos.providers.speech.find_speech import Speech, find_speech
from chronos.providers.speech.judge_languages import Spoken, divide_by_language
from chronos.providers.speech.transcriber import SAMPLE_RATE, Progress, Transcription

# Measured on LibriVox clips and the example course. int8 is a fifth faster than float32 with the same words; four
# stretches at once are as fast as eight; one beam is a tenth faster than five, with more errors on synthetic speech.
COMPUTE_TYPE = "int8"
BEAM_SIZE = 5
BATCH_SIZE = 4  # stretches of up to 30 s that are decoded together, and the step in which progress is reported
_SHORT_SECONDS = 10.0  # a stretch is decoded with timestamps, which has fewer errors and only costs where there is much
_NO_SPEECH, _UNLIKELY, _REPETITIVE = 0.6, -1.0, 2.4  # Whisper's own thresholds for a decoding that failed
_WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue"})
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
            self._model = EncodingModel(
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
        self,
        samples: NDArray[np.float32],
        language: str | None = None,
        on_progress: Progress | None = None,
        previous_language: str | None = None,
    ) -> Transcription:
        """See `Transcriber`. Words start up to 0.1 s early; sound without a voice is skipped."""
        if language is not None and language not in self._model.supported_languages:
            raise Invalid(
                f"{self._name} does not know the language {language!r}: use a code such as en.", code="language_unknown"
            )
        try:
            speech = find_speech(samples)
            if not speech.parts:
                return Transcription([], None, 0.0)
            spoken = self._divide(speech, language, previous_language)
            return self._hear(speech, spoken, on_progress)
        except (RuntimeError, ValueError) as error:
            raise ProviderError(f"The speech model {self._name} failed: {error}.", code="transcriber_failed") from error
        finally:
            self._model.forget()

    def _divide(self, speech: Speech, language: str | None, previous: str | None) -> list[Spoken]:
        """Return the speech in stretches of one language each."""
        if language is None and self._model.model.is_multilingual:
            return divide_by_language(speech, SpeechJudge(self._model, speech), previous)
        return [Spoken(stretch, language or "en", 1.0) for stretch in speech.stretches()]

    def _hear(self, speech: Speech, spoken: Sequence[Spoken], on_progress: Progress | None) -> Transcription:
        found: list[Coverage] = []
        for one, heard in self._decode(speech, spoken):
            coverage = fill_gaps(heard, one.stretch, partial(self._listen, speech, one.language))
            coverage.words = [replace(word, language=one.language) for word in coverage.words]
            found.append(coverage)
            if on_progress:
                on_progress(speech.second_in_window(one.stretch.end_seconds))
        words = _in_order(speech.place_words([word for coverage in found for word in coverage.words]))
        main = _main_language(spoken)
        noise_seconds = sum(noise.seconds for coverage in found for noise in coverage.noises)
        return Transcription(
            words=words,
            language=main[0] if words else None,
            language_probability=main[1] if words else 0.0,
            not_understood=speech.place_spans([gap for coverage in found for gap in coverage.gaps]),
            speech_seconds=speech.seconds - noise_seconds,
        )

    def _decode(self, speech: Speech, spoken: Sequence[Spoken]) -> Iterator[tuple[Spoken, list[Word]]]:
        """Yield each stretch with its words: those of one language are decoded together, short ones alone."""
        for (language, is_short), group in groupby(
            spoken, key=lambda one: (one.language, one.stretch.seconds < _SHORT_SECONDS)
        ):
            together = list(group)
            if is_short:
                for one in together:
                    yield one, list(self._listen(speech, language, one.stretch, 0).words)
                continue
            clips = [{"start": one.stretch.start_seconds, "end": one.stretch.end_seconds} for one in together]
            # One for each call: it keeps state between the stretches of a call.
            segments, _ = BatchedInferencePipeline(self._model).transcribe(
                speech.samples,
                language=language,
                beam_size=BEAM_SIZE,
                batch_size=BATCH_SIZE,
                clip_timestamps=clips,
                word_timestamps=True,
            )
            # Without timestamps among its tokens, each stretch gives one segment.
            for one, segment in zip(together, segments, strict=True):
                yield one, [] if _is_noise(segment) else _words_of(segment, language)

    def _listen(self, speech: Speech, language: str, gap: TimeSpan, attempt: int) -> Heard:
        """Decode a part alone: first as Whisper does it, stretch after stretch, then without any repetition."""
        sound = speech.within(gap)
        segments: Iterable[Segment]
        if attempt == 0:
            segments, _ = self._model.transcribe(
                sound,
                language=language,
                beam_size=BEAM_SIZE,
                temperature=0.0,
                condition_on_previous_text=False,
                no_speech_threshold=None,
                word_timestamps=True,
            )
        else:
            segments, _ = BatchedInferencePipeline(self._model).transcribe(
                sound,
                language=language,
                beam_size=BEAM_SIZE,
                repetition_penalty=1.2,
                no_repeat_ngram_size=3,
                clip_timestamps=[{"start": 0.0, "end": len(sound) / SAMPLE_RATE}],
                word_timestamps=True,
            )
        segments = list(segments)
        said = [(segment, _words_of(segment, language)) for segment in segments]
        words = [word for segment, words in said if _is_likely(segment, words) for word in words]
        is_noise = attempt > 0 and not words and all(segment.no_speech_prob > _NO_SPEECH for segment in segments)
        at = gap.start_seconds
        moved = [Word(word.text, at + word.start_seconds, at + word.end_seconds) for word in words]
        return Heard(moved, is_speech=not is_noise)


def _main_language(spoken: Sequence[Spoken]) -> tuple[str, float]:
    """Return the language that is spoken longest, and how probable it is where it is spoken."""
    seconds: defaultdict[str, float] = defaultdict(float)
    likely: defaultdict[str, float] = defaultdict(float)
    for one in spoken:
        seconds[one.language] += one.stretch.seconds
        likely[one.language] += one.stretch.seconds * one.probability
    language = max(seconds, key=lambda code: seconds[code])
    return language, likely[language] / seconds[language]


def _is_noise(segment: Segment) -> bool:
    return bool(segment.no_speech_prob > _NO_SPEECH and segment.avg_logprob < _UNLIKELY)


def _is_likely(segment: Segment, words: Sequence[Word]) -> bool:
    """Return whether a decoding of a gap can be believed, which may be noise after all; loops are judged later."""
    is_varied = segment.compression_ratio < _REPETITIVE or any(find_loops(words))
    return bool(segment.avg_logprob > _UNLIKELY and is_varied)


def _words_of(segment: Segment, language: str) -> list[Word]:
    """Return the words of a segment, without white space, pieces of a word joined."""
    words: list[Word] = []
    pieces = [piece for piece in segment.words or () if piece.word.strip(_NOISES)]
    for piece in pieces:
        text, start, end = "".join(piece.word.split()), float(piece.start), float(piece.end)
        # "f" "/2", "well" "-known": one word in two pieces
        if words and language not in _WITHOUT_SPACES and not piece.word.startswith(" "):
            words[-1] = Word(words[-1].text + text, words[-1].start_seconds, end)
        else:
            words.append(Word(text, start, end))
    return words


def _in_order(words: Sequence[Word]) -> list[Word]:
    """Return the words, none starting before or lasting beyond the start of its neighbours."""
    ordered: list[Word] = []
    for word in words:
        start = max(word.start_seconds, ordered[-1].start_seconds if ordered else 0.0)
        ordered.append(replace(word, start_seconds=start, end_seconds=max(word.end_seconds, start)))
    return [replace(a, end_seconds=min(a.end_seconds, b.start_seconds)) for a, b in pairwise(ordered)] + ordered[-1:]
