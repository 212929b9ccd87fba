"""Numbers of two texts, in digits and in words."""

import pytest

from chronos.chat.compare_numbers import contradicts


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("In 1943.", "he died in nineteen forty three"),
        ("In 1905.", "nineteen oh five"),
        ("Use 1/500.", "a 500th of a second"),
        ("In 2016.", "twenty sixteen"),
        ("In 2016.", "two thousand and sixteen"),
        ("At f/2.8.", "f two point eight"),
        ("3,200", "thirty two hundred"),
        ("510", "five hundred and ten"),
        ("25 mm", "an opening 25mm wide"),
        ("Ten percent.", "10%"),
        ("One of the first.", "it is"),
        ("From 100 to 200, it doubles.", "like 100 to 200 or 400"),
        ("The third of 7.", "the 3rd of seven"),
        ("911", "nine one one"),
        ("1,250,000", "one million two hundred fifty thousand"),
    ],
)
def test_the_same_number_is_said(sentence: str, said: str) -> None:
    assert not contradicts(sentence, said)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("In 1944.", "he died in nineteen forty three"),
        ("Use 1/400.", "a 500th of a second"),
        ("At f/2.", "f two point eight"),
        ("Three.", "there are some"),
        ("The seven yard line.", "the fifty yard line in week seven"),
        ("Four to four.", "twelve to four"),
    ],
)
def test_another_number_is_not_said(sentence: str, said: str) -> None:
    assert contradicts(sentence, said)
