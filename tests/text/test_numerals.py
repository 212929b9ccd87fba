"""Digits to the words in which they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.text.numerals import cardinal, say_numerals


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("50", "fifty"),
        ("0", "zero"),
        ("in 2016", "in twenty sixteen"),
        ("1905", "nineteen five"),
        ("1900", "nineteen hundred"),
        ("2000", "two thousand"),
        ("2005", "two thousand five"),
        ("the 1990s", "the nineteen nineties"),
        ("the 21st", "the twenty first"),
        ("40th", "fortieth"),
        ("112th", "one hundred twelfth"),
        ("3.5", "three point five"),
        ("0.05", "zero point zero five"),
        ("1,250,000", "one million two hundred fifty thousand"),
        ("9:30", "nine:thirty"),
        ("007", "zero zero seven"),
        ("It was 5.", "It was five."),
        ("O2 and v1.2.3 and H2O", "O2 and v1.2.3 and H2O"),
    ],
)
def test_a_numeral_is_said(written: str, said: str) -> None:
    assert say_numerals(written) == said


def test_numbers_without_end_are_read_digit_by_digit() -> None:
    assert say_numerals("9" * 5000) == " ".join(["nine"] * 5000)
    assert say_numerals("9" * 5000 + ".5") == " ".join(["nine"] * 5000) + " point five"
    assert say_numerals("0" * 5000 + "1.5") == "one point five"


@given(st.integers(0, 10**15 - 1))
def test_every_number_has_words_without_digits_or_seams(number: int) -> None:
    said = cardinal(number)
    assert said == " ".join(said.split())
    assert all(word.isalpha() for word in said.split())


@given(st.text(max_size=60))
def test_any_text_can_be_said(text: str) -> None:
    assert isinstance(say_numerals(text), str)
