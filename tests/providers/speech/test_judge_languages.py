"""Languages change where they change, and not for a short or unsure stretch."""

from collections.abc import Sequence

import numpy as np
import pytest

from chronos.model import TimeSpan
from chronos.providers.speech import SAMPLE_RATE
from chronos.providers.speech.find_speech import Speech
from chronos.providers.speech.judge_languages import Probabilities, divide_by_language, find_change, judge_languages

EN, DE = {"en": 0.95, "nn": 0.02, "de": 0.01}, {"de": 0.97, "en": 0.01}
SURE_DE, UNSURE = {"de": 0.999, "en": 0.0005}, {"it": 0.32, "en": 0.2, "de": 0.1}


@pytest.mark.parametrize(
    ("heard", "seconds", "previous", "judged"),
    [
        ([EN] * 3, [30] * 3, None, "en en en"),
        ([EN, EN, DE, DE], [30] * 4, None, "en en de de"),
        ([EN, UNSURE, EN], [30] * 3, None, "en en en"),
        ([EN, {"de": 0.6, "en": 0.3}, EN], [30] * 3, None, "en en en"),
        ([EN, SURE_DE, EN], [30, 30, 30], None, "en de en"),
        ([EN, SURE_DE, EN], [30, 2, 30], None, "en en en"),
        ([UNSURE, EN, EN], [30] * 3, None, "en en en"),
        ([UNSURE, EN], [30] * 2, "en", "en en"),
        ([UNSURE], [30], "en", "en"),
        ([DE, DE], [30] * 2, "en", "de de"),
        ([UNSURE], [30], None, "it"),
        ([DE, UNSURE], [30, 5], "en", "de de"),
        ([], [], "en", ""),
    ],
)
def test_languages_of_stretches(
    heard: Sequence[Probabilities], seconds: Sequence[float], previous: str | None, judged: str
) -> None:
    assert " ".join(judge_languages(heard, seconds, previous)) == judged


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [
        ([0.9, 0.9, 0.1], [0.05, 0.1, 0.9], 2),
        ([0.1, 0.1], [0.9, 0.9], 0),
        ([0.9, 0.3, 0.9, 0.1], [0.1, 0.4, 0.1, 0.9], 3),
        ([0.9], [0.1], 1),
    ],
)
def test_the_piece_at_which_a_language_changes(before: list[float], after: list[float], cut: int) -> None:
    assert find_change(before, after) == cut


def a_talk(change: float) -> Speech:
    """Ten minutes of speech in parts of four seconds, with a longer pause at the second `change` of the row."""
    parts, at, row = [], 0.0, 0.0
    while row < 600:
        at += 1.5 if row == change else 0.2
        parts.append((round(at * SAMPLE_RATE), round((at + 4) * SAMPLE_RATE)))
        at, row = at + 4, row + 4
    ends = np.cumsum([end - start for start, end in parts]).tolist()
    return Speech(np.zeros(ends[-1], np.float32), parts, ends)


@pytest.mark.parametrize("change", [60.0, 300.0, 304.0, 560.0])
def test_speech_is_divided_where_the_language_changes(change: float) -> None:
    speech = a_talk(change)

    def judge(spans: Sequence[TimeSpan]) -> list[Probabilities]:
        shares = [min(max((change - span.start_seconds) / span.seconds, 0.01), 0.98) for span in spans]
        return [{"en": share, "de": 0.99 - share} for share in shares]

    spoken = divide_by_language(speech, judge)
    assert min(one.stretch.start_seconds for one in spoken if one.language == "de") == change
    assert {one.language for one in spoken if one.stretch.start_seconds < change} == {"en"}
    assert sum(one.stretch.seconds for one in spoken) == pytest.approx(speech.seconds)
    assert all(one.stretch.seconds <= 30 and one.probability > 0.5 for one in spoken)


def test_one_language_is_judged_once() -> None:
    speech, asked = a_talk(60.0), list[TimeSpan]()

    def judge(spans: Sequence[TimeSpan]) -> list[Probabilities]:
        asked.extend(spans)
        return [EN] * len(spans)

    assert {one.language for one in divide_by_language(speech, judge, "en")} == {"en"}
    assert asked == speech.stretches()
