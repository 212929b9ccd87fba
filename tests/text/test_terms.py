"""Text to what is compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.text.scripts import is_spaceless
from chronos.text.terms import content_words, grams, joined, spoken_words, terms


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("Super Bowl 50", "super bowl fifty"),
        ("What year: 2016?", "the year twenty sixteen"),
        ("Tesla's patents", "a patent of teslas"),
        ("Levi’s", "levis"),
        ("in Kraków", "krakow"),
        ("40%", "forty percent"),
        ("relativity", "relative"),
        ("the 1st law", "first laws"),
    ],
)
def test_question_and_recogniser_meet_in_the_same_terms(asked: str, spoken: str) -> None:
    assert set(terms(asked)) & set(terms(spoken)) == set(terms(asked)) - {"year"} | (set(terms(spoken)) & {"year"})


def test_words_that_put_a_question_are_no_terms() -> None:
    assert terms("What is it, and why didn't they do so themselves?") == []


def test_terms_keep_order_and_repeats() -> None:
    assert terms("Running after the runners: run!") == ["run", "runner", "run"]


def test_spoken_words_keep_small_words_for_exact_phrases() -> None:
    assert spoken_words("To be, or NOT to be?") == ["to", "be", "or", "not", "to", "be"]


def test_a_word_that_the_recogniser_split_still_shares_its_grams() -> None:
    asked, spoken = set(grams(joined("the Broncos"))), set(grams(joined("the bron cos")))
    assert asked == spoken


def test_short_words_have_one_gram_and_nothing_has_none() -> None:
    assert grams(joined("DNA")) == ["dna"]
    assert grams(joined("what is it?")) == []


@given(st.text(max_size=80))
def test_any_text_has_words_and_terms(text: str) -> None:
    assert is_spaceless(text.casefold()) or len(terms(text)) == len(content_words(text))
    assert all(word and word == word.strip() for word in spoken_words(text))
