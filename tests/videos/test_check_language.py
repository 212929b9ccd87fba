"""A declared language is a short language tag."""

import pytest

from chronos.errors import Invalid
from chronos.videos import check_language


@pytest.mark.parametrize("language", ["en", "pt-BR", "zh-Hant-TW", "fil", None])
def test_language_tags_are_kept(language: str | None) -> None:
    assert check_language(language) == language


def test_empty_language_is_none() -> None:
    assert check_language("") is None


@pytest.mark.parametrize(
    "language", ["e", "english", "en; drop", "en\n", "e\0n", "\x1b[31m", "é", "en" + "-abcdefgh" * 4]
)
def test_other_texts_are_refused(language: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_language(language)
    assert caught.value.code == "language_invalid"
