"""Whether what was found answers the question."""

from chronos.search.refusal import COVERED_LIKENESS, SURE_SCORE, judge


def test_nothing_alike_is_not_covered_whatever_the_score() -> None:
    assert judge(COVERED_LIKENESS - 0.01, 99.0) == "not_covered"
    assert judge(-1.0, 0.0) == "not_covered"


def test_alike_but_a_weak_best_sentence_is_the_closest_match() -> None:
    assert judge(COVERED_LIKENESS, SURE_SCORE - 0.1) == "unsure"
    assert judge(COVERED_LIKENESS, SURE_SCORE) == "answered"
