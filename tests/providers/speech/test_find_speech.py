"""Speech stands in a row without silence, and each second of it knows where it was."""

import numpy as np
import pytest

from chronos.model import TimeSpan, Word
from chronos.providers.speech import SAMPLE_RATE
from chronos.providers.speech.find_speech import STRETCH_SECONDS, Speech, find_speech


def speech_of(*parts: tuple[float, float]) -> Speech:
    """Silent speech from and to these seconds of a window."""
    places = [(round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)) for start, end in parts]
    ends = np.cumsum([end - start for start, end in places]).tolist()
    return Speech(np.zeros(ends[-1], np.float32), places, ends)


def test_silence_has_no_speech() -> None:
    found = find_speech(np.zeros(5 * SAMPLE_RATE, np.float32))
    assert (found.parts, found.seconds) == ([], 0.0)


def test_stretches_are_cut_where_it_is_quiet_and_cover_the_row() -> None:
    speech = speech_of((0, 40), (41, 71))
    speech.samples[:] = np.random.default_rng(1).normal(0, 0.1, len(speech.samples))
    for second in (10, 24, 29.9, 50):
        speech.samples[round(second * SAMPLE_RATE) : round((second + 0.3) * SAMPLE_RATE)] = 0
    stretches = speech.stretches()
    assert [stretch.start_seconds for stretch in stretches] == pytest.approx([0, 24.15, 50.15], abs=0.1)
    assert [one.end_seconds for one in stretches] == [*(one.start_seconds for one in stretches[1:]), 70]
    assert all(stretch.seconds <= STRETCH_SECONDS for stretch in stretches)
    assert speech.stretches(TimeSpan(5, 20)) == [TimeSpan(5, 20)]


def test_words_go_back_to_their_seconds() -> None:
    speech = speech_of((10, 12), (20, 22))
    words = [Word("a", 0.5, 1.0), Word("b", 1.9, 2.6), Word("c", 3.0, 3.5)]
    assert speech.place_words(words) == [Word("a", 10.5, 11.0), Word("b", 20.0, 20.6), Word("c", 21.0, 21.5)]


@pytest.mark.parametrize(
    ("span", "placed"),
    [
        (TimeSpan(0.5, 1.5), [TimeSpan(10.5, 11.5)]),
        (TimeSpan(1.0, 3.0), [TimeSpan(11.0, 12.0), TimeSpan(20.0, 21.0)]),
        (TimeSpan(3.0, 5.0), [TimeSpan(21.0, 23.5)]),
        (TimeSpan(0.0, 6.0), [TimeSpan(10.0, 12.0), TimeSpan(20.0, 24.5)]),
    ],
)
def test_spans_are_divided_by_silence(span: TimeSpan, placed: list[TimeSpan]) -> None:
    assert speech_of((10, 12), (20, 22), (22.5, 24.5)).place_spans([span]) == placed
