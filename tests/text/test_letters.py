"""What is compared of two texts."""

from chronos.text import letters


def test_case_spaces_and_punctuation_do_not_count() -> None:
    assert letters("So, it’s f/8 – “STRASSE”!") == letters("so its f8 straße")
    assert letters("♪ …") == ""
