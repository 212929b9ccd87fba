"""Words share the time of their cue, and cues fit the screen."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.model import Cue, TimeSpan, Word
from chronos.videos.caption_files import read_own_vtt
from chronos.videos.captions import CUE_SECONDS, LINE_CHARACTERS, cues_from_words, to_vtt, words_from_cues

lines = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(
    st.lists(
        st.tuples(st.integers(0, 80_000_000), st.integers(0, 100_000), st.lists(lines, min_size=1, max_size=3)),
        min_size=1,
        max_size=20,
    )
)
def test_written_cues_are_read_as_they_were(parts: list[tuple[int, int, list[str]]]) -> None:
    cues = [Cue(start / 1000, (start + length) / 1000, "\n".join(text)) for start, length, text in parts]
    assert read_own_vtt(to_vtt(cues).encode()) == cues


def test_words_share_the_time_of_their_cue_by_characters() -> None:
    words = words_from_cues([Cue(10.0, 12.1, "a wide aperture\nis open")])
    assert [word.text for word in words] == ["a", "wide", "aperture", "is", "open"]
    assert words[0].start_seconds == 10.0
    assert words[0].end_seconds == pytest.approx(10.0 + 2.1 / 23)
    assert words[2].start_seconds == pytest.approx(10.0 + 7 * 2.1 / 23)
    assert words[-1].end_seconds == pytest.approx(12.1)


def test_words_of_cues_that_overlap_do_not_run_backwards() -> None:
    words = words_from_cues([Cue(0.0, 10.0, "one two three four"), Cue(2.0, 3.0, "other voice")])
    assert all(a.start_seconds <= b.start_seconds for a, b in pairwise(words))
    assert all(word.start_seconds <= word.end_seconds for word in words)


spoken = st.lists(st.tuples(lines, st.sampled_from([0.0, 0.1, 1.0]), st.floats(0.01, 2.0)), min_size=1, max_size=80)


@given(spoken)
def test_cues_from_words_hold_every_word_and_fit_the_screen(parts: list[tuple[str, float, float]]) -> None:
    words: list[Word] = []
    now = 0.0
    for text, gap, length in parts:
        words.append(Word(text, now + gap, now + gap + length))
        now = words[-1].end_seconds
    cues = cues_from_words(words)
    assert "".join("".join(cue.text for cue in cues).split()) == "".join(word.text for word in words)
    assert all(a.end_seconds <= b.start_seconds for a, b in pairwise(cues))
    for cue in cues:
        assert len(cue.text.splitlines()) <= 2
        assert all(len(line) <= LINE_CHARACTERS for line in cue.text.splitlines())
        assert cue.end_seconds - cue.start_seconds <= CUE_SECONDS


def test_a_sentence_has_cues_of_its_own() -> None:
    said = "The aperture is a hole in the lens. Its size has a number."
    words = [Word(text, i * 0.4, i * 0.4 + 0.4) for i, text in enumerate(said.split())]
    assert [cue.text for cue in cues_from_words(words)] == [
        "The aperture is a hole in the lens.",
        "Its size has a number.",
    ]


def test_a_stretch_not_understood_is_a_cue_without_words() -> None:
    words = [Word("Light", 0.0, 0.4), Word("falls.", 0.5, 0.9), Word("It", 7.0, 7.2), Word("bends.", 7.2, 7.6)]
    cues = cues_from_words(words, [TimeSpan(1.0, 6.8)])
    assert [(cue.start_seconds, cue.end_seconds, cue.text) for cue in cues] == [
        (0.0, 0.9, "Light falls."), (1.0, 6.8, "[not understood]"), (7.0, 7.6, "It bends."),
    ]  # fmt: skip
    assert [word.text for word in words_from_cues(cues)] == ["Light", "falls.", "It", "bends."]
