"""The language of a text is identified, or returned as one that cannot be."""

import pytest

from chronos.text import guess_language
from tests.texts_by_language import TEXTS


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_tells_its_language(language: str) -> None:
    guess = guess_language(TEXTS[language])
    assert guess.language == language
    assert guess.probability >= 0.5


@pytest.mark.parametrize("language", TEXTS)
def test_a_few_words_are_never_taken_for_english(language: str) -> None:
    words = TEXTS[language].split()
    for size in (3, 6, 12):
        for begin in range(0, len(words), size):
            found = guess_language(" ".join(words[begin : begin + size])).language
            assert language == "en" or found != "en"


@pytest.mark.parametrize("text", ["Tesla", "ok", "Motion blur", "la la la", "no no no", "x = y + 2", "the end", ""])
def test_too_little_tells_nothing(text: str) -> None:
    assert guess_language(text) == (None, 0.0)


def test_short_english_is_english_or_nothing() -> None:
    words = TEXTS["en"].split()
    assert {guess_language(" ".join(words[i : i + 4])).language for i in range(len(words))} <= {"en", None}


@pytest.mark.parametrize("text", ["ba bo bi " * 20, "Tesla Nokia Ikea Fiat " * 8])
def test_many_words_that_tell_nothing_are_undetermined(text: str) -> None:
    assert guess_language(text) == ("und", 0.0)


@pytest.mark.parametrize(
    ("text", "language"),
    [("Как дела?", "ru"), ("怎么报税？", "zh"), ("コーヒー", "ja"), ("빵은", "ko"), ("กาแฟ", "th"), ("नमस्ते", "hi")],
)
def test_a_script_identifies_a_language(text: str, language: str) -> None:
    assert guess_language(text).language == language
