"""Find the speech in a window of sound, and put it in a row without the silence between."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps
from numpy.typing import NDArray

from chronos.model import TimeSpan, Word
from chronos.providers.speech.cut_windows import find_quietest
from chronos.providers.speech.transcriber import SAMPLE_RATE

STRETCH_SECONDS = 30.0  # that the model hears at once
_STRETCH_SAMPLES = round(STRETCH_SECONDS * SAMPLE_RATE)
# Of a full stretch its last quarter, in which to cut, and how much of it has to be quiet: a cut within a word loses it.
_SEARCH_SHARE, _QUIET_SAMPLES = 0.25, SAMPLE_RATE // 4
# The sound kept around speech. The first word after a pause begins that much too early: with the usual 400 ms section
# starts were 0.3 to 0.4 s early, with 100 ms at most 0.1 s, and the word error rate stayed what it was.
VAD = VadOptions(speech_pad_ms=100, min_silence_duration_ms=160)
_BETWEEN_WORDS_SAMPLES = SAMPLE_RATE // 10
_PAUSE_SECONDS = 1.0  # a shorter one does not divide what it interrupts


@dataclass(frozen=True, slots=True)
class Speech:
    """The speech of a window in a row. Seconds count from its first sample.

    `parts` are the first sample of the window, and one past the last, of each part of the row; `_ends` where each part
    ends in the row.
    """

    samples: NDArray[np.float32]
    parts: Sequence[tuple[int, int]]
    _ends: Sequence[int]

    @property
    def seconds(self) -> float:
        """How long the row is."""
        return len(self.samples) / SAMPLE_RATE

    def stretches(self, within: TimeSpan | None = None) -> list[TimeSpan]:
        """Return the row, or what is within a span of it, in stretches of at most `STRETCH_SECONDS`.

        They are cut where it is quietest, between words.
        """
        span = within or TimeSpan(0.0, self.seconds)
        first, stop = (round(at * SAMPLE_RATE) for at in (span.start_seconds, span.end_seconds))
        cuts = [first]
        while stop - cuts[-1] > _STRETCH_SAMPLES:
            longest = self.samples[None, cuts[-1] : cuts[-1] + _STRETCH_SAMPLES]
            cuts.append(cuts[-1] + find_quietest(longest, _SEARCH_SHARE, _QUIET_SAMPLES))
        bounds = pairwise([*cuts, stop])
        return [TimeSpan(start / SAMPLE_RATE, end / SAMPLE_RATE) for start, end in bounds if start < end]

    def pauses(self, within: TimeSpan) -> list[tuple[float, float]]:
        """Return the seconds in a span of the row at which to divide it, and how much silence was taken out at each.

        They are where silence was taken out, and the quietest place of each second.
        """
        cut = [
            (end / SAMPLE_RATE, (following[0] - part[1]) / SAMPLE_RATE)
            for (part, following), end in zip(pairwise(self.parts), self._ends, strict=False)
            if within.start_seconds < end / SAMPLE_RATE < within.end_seconds
        ]
        quiet = []
        for at in range(
            round(within.start_seconds * SAMPLE_RATE), round(within.end_seconds * SAMPLE_RATE), SAMPLE_RATE
        ):
            second = self.samples[None, at : at + SAMPLE_RATE]
            quiet.append(((at + find_quietest(second, 1.0, _BETWEEN_WORDS_SAMPLES)) / SAMPLE_RATE, 0.0))
        return [*cut, *quiet]

    def within(self, span: TimeSpan) -> NDArray[np.float32]:
        """Return the samples of a part of the row."""
        return self.samples[round(span.start_seconds * SAMPLE_RATE) : round(span.end_seconds * SAMPLE_RATE)]

    def place_words(self, words: Sequence[Word]) -> list[Word]:
        """Return words of the row at their seconds in the window; none reaches over a silence."""
        return [self._place_word(word) for word in words]

    def place_spans(self, spans: Sequence[TimeSpan]) -> list[TimeSpan]:
        """Return spans of the row at their seconds in the window, divided by the silences of at least a second."""
        placed: list[TimeSpan] = []
        for span in spans:
            for number in range(self._part_at(span.start_seconds), self._part_at(span.end_seconds) + 1):
                start, end = (self.second_in_window(at, number) for at in (span.start_seconds, span.end_seconds))
                if start >= end:
                    continue
                if placed and start - placed[-1].end_seconds < _PAUSE_SECONDS:
                    placed[-1] = TimeSpan(placed[-1].start_seconds, end)
                else:
                    placed.append(TimeSpan(start, end))
        return placed

    def second_in_window(self, at_seconds: float, part: int | None = None) -> float:
        """Return where in the window a second of the row is, in this part of it or in that which has it."""
        part = self._part_at(at_seconds) if part is None else part
        (start, end), stop = self.parts[part], self._ends[part]
        sample = at_seconds * SAMPLE_RATE - stop + end
        return round(min(max(sample, start), end) / SAMPLE_RATE, 2)

    def _place_word(self, word: Word) -> Word:
        part = self._part_at((word.start_seconds + word.end_seconds) / 2)
        start, end = (self.second_in_window(at, part) for at in (word.start_seconds, word.end_seconds))
        return replace(word, start_seconds=start, end_seconds=end)

    def _part_at(self, at_seconds: float) -> int:
        return min(bisect_right(self._ends, at_seconds * SAMPLE_RATE), len(self.parts) - 1)


def find_speech(samples: NDArray[np.float32]) -> Speech:
    """Return the parts of `samples` in which a voice is detected (Silero VAD)."""
    found = get_speech_timestamps(samples, VAD)
    parts = [(int(part["start"]), int(part["end"])) for part in found]
    row = np.concatenate([samples[start:end] for start, end in parts]) if parts else np.zeros(0, np.float32)
    return Speech(row, parts, list(accumulate(end - start for start, end in parts)))
