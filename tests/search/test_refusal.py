"""Whether a question is answered."""

from chronos.search.refusal import COVERED_SIMILARITY, SAID_SIMILARITY, SURE_SCORE, judge


def test_a_high_score_is_an_answer() -> None:
    assert judge(0.0, 0.0, SURE_SCORE) == "answered"


def test_what_is_alike_may_be_one() -> None:
    assert judge(COVERED_SIMILARITY, 0.0, SURE_SCORE - 1) == "unsure"
    assert judge(0.0, SAID_SIMILARITY, SURE_SCORE - 1) == "unsure"


def test_what_is_neither_is_none() -> None:
    assert judge(COVERED_SIMILARITY - 0.01, SAID_SIMILARITY - 0.01, SURE_SCORE - 0.01) == "not_covered"
