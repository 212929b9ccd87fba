"""Languages change where they change, and not for a short or unsure stretch."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pytest

from chronos.model import TimeSpan
from chronos.providers.speech import SAMPLE_RATE
from chronos.providers.speech.find_speech import Speech
from chronos.providers.speech.judge_languages import Probabilities, divide_by_language, judge_languages

EN, DE = {"en": 0.95, "nn": 0.02, "de": 0.01}, {"de": 0.97, "en": 0.01}
SURE_DE, UNSURE = {"de": 0.999, "en": 0.0005}, {"it": 0.32, "en": 0.2, "de": 0.1}


@pytest.mark.parametrize(
    ("heard", "seconds", "previous", "judged"),
    [
        ([EN] * 3, [30] * 3, None, "en en en"),
        ([EN, EN, DE, DE], [30] * 4, None, "en en de de"),
        ([EN, UNSURE, EN], [30] * 3, None, "en en en"),
        ([EN, {"de": 0.6, "en": 0.3}, EN], [30] * 3, None, "en en en"),
        ([EN, SURE_DE, SURE_DE, EN], [5] * 4, None, "en de de en"),
        ([EN, SURE_DE, EN], [30, 2, 30], None, "en en en"),
        ([UNSURE, EN, EN], [30] * 3, None, "en en en"),
        ([UNSURE, EN], [30] * 2, "en", "en en"),
        ([UNSURE], [30], "en", "en"),
        ([DE, DE], [30] * 2, "en", "de de"),
        ([UNSURE], [30], None, "it"),
        ([DE, DE, UNSURE], [30, 30, 5], "en", "de de de"),
        ([], [], "en", ""),
    ],
)
def test_languages_of_stretches(
    heard: Sequence[Probabilities], seconds: Sequence[float], previous: str | None, judged: str
) -> None:
    assert " ".join(judge_languages(heard, seconds, previous)) == judged


def a_talk(changes: Collection[float]) -> Speech:
    """Ten minutes of speech in parts of four seconds, with longer pauses at the seconds `changes` of the row."""
    parts, at, row = [], 0.0, 0.0
    while row < 600:
        at += 1.5 if row in changes else 0.2
        parts.append((round(at * SAMPLE_RATE), round((at + 4) * SAMPLE_RATE)))
        at, row = at + 4, row + 4
    ends = np.cumsum([end - start for start, end in parts]).tolist()
    return Speech(np.zeros(ends[-1], np.float32), parts, ends)


@dataclass
class Ear:
    """Hears German in these parts of a row, English in the rest, and counts what it hears alone."""

    german: Sequence[TimeSpan]
    alone: int = 0

    def judge_within(self, stretch: TimeSpan, parts: Sequence[TimeSpan]) -> list[Probabilities]:
        return [self._judge(part) for part in parts]

    def judge_alone(self, part: TimeSpan) -> Probabilities:
        self.alone += 1
        return self._judge(part)

    def _judge(self, part: TimeSpan) -> Probabilities:
        common = [
            min(part.end_seconds, one.end_seconds) - max(part.start_seconds, one.start_seconds) for one in self.german
        ]
        share = sum(max(seconds, 0.0) for seconds in common) / part.seconds
        return {"en": 0.97 - 0.96 * share, "de": 0.01 + 0.96 * share, "la": 0.02}


@pytest.mark.parametrize(
    "german",
    [
        [TimeSpan(60, 600)],
        [TimeSpan(300, 600)],
        [TimeSpan(0, 304)],
        [TimeSpan(40, 60), TimeSpan(80, 100)],
        [TimeSpan(40, 52)],
        [TimeSpan(588, 600)],
    ],
)
def test_speech_is_divided_where_the_language_changes(german: list[TimeSpan]) -> None:
    speech = a_talk({span.start_seconds for span in german} | {span.end_seconds for span in german})
    spoken = divide_by_language(speech, Ear(german))
    found = [(code, list(run)) for code, run in groupby(spoken, key=lambda one: one.language)]
    heard = [(run[0].stretch.start_seconds, run[-1].stretch.end_seconds) for code, run in found if code == "de"]
    assert heard == [(span.start_seconds, span.end_seconds) for span in german]
    assert sum(one.stretch.seconds for one in spoken) == pytest.approx(speech.seconds)
    assert all(one.stretch.seconds <= 30 for one in spoken)
    assert all(one.probability > 0.5 for one in spoken if one.stretch.seconds > 5)


@pytest.mark.parametrize("german", [[], [TimeSpan(41, 43)]], ids=["one", "a few words"])
def test_one_language_stays_one(german: list[TimeSpan]) -> None:
    speech, ear = a_talk(set()), Ear(german)
    spoken = divide_by_language(speech, ear, "en")
    assert [one.stretch for one in spoken] == speech.stretches()
    assert {one.language for one in spoken} == {"en"}
    assert ear.alone <= 6 * len(german)
