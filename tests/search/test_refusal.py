"""Whether a question is answered."""

import pytest

from chronos.search.refusal import (
    COVERED_SIMILARITY,
    SAID_SIMILARITY,
    SHARED_TERMS,
    SHARED_WORDS,
    SURE_SCORE,
    find_unread,
    judge,
    judge_by_words,
)

LANGUAGES = ["en", "de", None, "fr", "und"]  # of five passages


def test_a_high_score_is_an_answer() -> None:
    assert judge(0.0, 0.0, SURE_SCORE) == "answered"


def test_similar_passages_may_answer() -> None:
    assert judge(COVERED_SIMILARITY, 0.0, SURE_SCORE - 1) == "unsure"
    assert judge(0.0, SAID_SIMILARITY, SURE_SCORE - 1) == "unsure"


def test_passages_without_similarity_or_words_do_not_answer() -> None:
    assert judge(COVERED_SIMILARITY - 0.01, SAID_SIMILARITY - 0.01, SURE_SCORE - 0.01) == "not_covered"


def test_words_alone_tell_where_similarity_means_nothing() -> None:
    assert judge_by_words(SHARED_WORDS - 0.01, SHARED_TERMS - 0.01, 2 * SURE_SCORE) == "not_covered"
    assert judge_by_words(SHARED_WORDS, 0.0, 2 * SURE_SCORE) == "unsure"
    assert judge_by_words(0.0, SHARED_TERMS, 2 * SURE_SCORE) == "unsure"
    assert judge_by_words(2 * SHARED_WORDS, 0.0, SURE_SCORE) == "answered"


@pytest.mark.parametrize(
    ("question", "unread"),
    [
        ("How do I change a wheel?", ["fr", "und"]),
        ("Wie wechselt man ein Rad?", ["fr", "und"]),
        ("wheel change", ["fr", "und"]),
        ("Comment changer la roue de la voiture ?", LANGUAGES),
        ("Как поменять колесо?", LANGUAGES),
        ("怎么报税？", LANGUAGES),
    ],
)
def test_a_model_reads_its_own_languages_only(question: str, unread: list[str | None]) -> None:
    found = find_unread(question, LANGUAGES, frozenset({"en", "de"}))
    assert [language for language, one in zip(LANGUAGES, found, strict=True) if one] == unread
    assert not find_unread(question, LANGUAGES, None).any()
