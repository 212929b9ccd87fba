"""Which words matched, and why."""

from hypothesis import given
from hypothesis import strategies as st

from chronos.search.highlight import find_highlights, why_matched
from chronos.text.terms import terms


def test_words_with_the_same_stem_or_number_are_marked_without_their_punctuation() -> None:
    text = "In 2016, the (Panthers) played; a panther's fifty."
    places = find_highlights(text, terms("Which panther team played Super Bowl 50 in twenty sixteen?"))
    assert [text[begin:end] for begin, end in places] == ["2016", "Panthers", "played", "panther's", "fifty"]


@given(st.text(max_size=80))
def test_places_lie_within_the_text_in_order(text: str) -> None:
    places = find_highlights(text, terms(text))
    assert all(0 <= begin < end <= len(text) for begin, end in places)
    assert places == sorted(places)


def test_why_is_the_stronger_reason_or_both() -> None:
    assert why_matched(0.6, 0.7) == "both"
    assert why_matched(0.6, 0.1) == "words"
    assert why_matched(0.0, 0.7) == "meaning"
    assert why_matched(0.2, 0.1) == "words"
    assert why_matched(0.0, 0.0) == "meaning"
