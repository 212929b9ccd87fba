"""A declared language is a short language tag."""

import pytest

from chronos.errors import Invalid
from chronos.videos import check_language


@pytest.mark.parametrize("language", ["en", "pt-BR", "zh-Hant-TW", "ceb", "haw", "yue", "jw", None])
def test_language_tags_are_kept(language: str | None) -> None:
    assert check_language(language) == language


@pytest.mark.parametrize(
    ("language", "tag"),
    [("deu", "de"), ("ger", "de"), ("eng", "en"), ("ENG", "en"), ("fre-CA", "fr-CA"), ("zho-Hant", "zh-Hant"),
     ("cmn", "zh"), ("fil", "tl"), ("iw", "he"), ("EN-us", "en-us")],
)  # fmt: skip
def test_codes_of_three_letters_become_short(language: str, tag: str) -> None:
    assert check_language(language) == tag


def test_empty_language_is_none() -> None:
    assert check_language("") is None


@pytest.mark.parametrize(
    "language",
    [
        "e",
        "english",
        "German",
        "xx",
        "xyz",
        "und",
        "mul",
        "en; drop",
        "en\n",
        "e\0n",
        "\x1b[31m",
        "é",
        "en" + "-abcdefgh" * 4,
    ],
)
def test_other_texts_are_refused(language: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_language(language)
    assert caught.value.code == "language_invalid"
