"""From scores of sentences to places to press play."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.search.mass import APART_SECONDS, LEAD_SECONDS, QUOTED_SECONDS, Span, place_starts, probabilities


def spans(*places: tuple[int, float]) -> list[Span]:
    return [Span(video, start, start + 5.0, f"sentence {i}") for i, (video, start) in enumerate(places)]


def test_probabilities_sum_to_one_and_follow_the_scores() -> None:
    found = probabilities(np.array([2.0, 900.0, 899.0]))
    assert found.sum() == pytest.approx(1)
    assert found[1] > found[2] > found[0]
    assert probabilities(np.zeros(0)).shape == (0,)


def test_play_begins_a_little_before_the_sentence_but_not_before_the_video() -> None:
    first, second = place_starts(spans((0, 100.0), (0, 1.0)), np.array([0.8, 0.2]), 5)
    assert (first.quoted, first.play_seconds) == (0, 100 - LEAD_SECONDS)
    assert second.play_seconds == 0


def test_of_two_likely_neighbours_the_earlier_is_the_better_start() -> None:
    starts = place_starts(spans((0, 50.0), (0, 65.0), (1, 50.0)), np.array([0.3, 0.35, 0.35]), 5)
    assert [start.quoted for start in starts] == [0, 2]
    assert starts[0].play_until_seconds == 70


def test_the_likeliest_sentence_soon_after_the_start_is_quoted_and_playing_starts_with_it() -> None:
    [start] = place_starts(spans((0, 50.0), (0, 56.0)), np.array([0.45, 0.55]), 5)
    assert (start.quoted, start.play_seconds, start.play_until_seconds) == (1, 56 - LEAD_SECONDS, 61)
    assert 56 - 50 + LEAD_SECONDS <= QUOTED_SECONDS


def test_the_same_words_are_quoted_once() -> None:
    twice = [Span(0, 10.0, 15.0, "a stop is a doubling"), Span(1, 200.0, 205.0, "a stop is a doubling")]
    starts = place_starts([*twice, Span(0, 90.0, 95.0, "so two stops are four times")], np.array([0.4, 0.35, 0.25]), 5)
    assert [start.quoted for start in starts] == [0, 2]


def test_a_sentence_that_two_starts_reach_is_quoted_once() -> None:
    places = spans((0, 100.0), (0, 140.0), (0, 148.0))
    starts = place_starts(places, np.array([0.3, 0.1, 0.6]), 5)
    assert len({start.quoted for start in starts}) == len(starts)


def test_words_before_the_start_do_not_count() -> None:
    [alone, *_] = place_starts(spans((0, 0.0), (0, 300.0)), np.array([0.4, 0.6]), 1)
    assert alone.quoted == 1
    assert alone.play_until_seconds == 305


@given(
    st.lists(st.tuples(st.integers(0, 2), st.floats(0, 3_000), st.floats(0.001, 1)), max_size=30), st.integers(1, 10)
)
def test_moments_are_best_first_apart_and_no_more_than_asked(
    sentences: list[tuple[int, float, float]], limit: int
) -> None:
    weights = np.array([weight for _, _, weight in sentences])
    places = [(video, at) for video, at, _ in sentences]
    starts = place_starts(spans(*places), weights / max(weights.sum(), 1), limit)
    assert len(starts) <= limit
    assert bool(starts) == bool(sentences)
    assert [s.mass for s in starts] == sorted((s.mass for s in starts), reverse=True)
    assert all(start.play_seconds <= start.play_until_seconds for start in starts)
    for i, one in enumerate(starts):
        assert 0 <= places[one.quoted][1] - one.play_seconds <= LEAD_SECONDS
        for other in starts[:i]:
            assert one.quoted != other.quoted
            if places[one.quoted][0] == places[other.quoted][0]:
                assert abs(one.play_seconds - other.play_seconds) >= APART_SECONDS
