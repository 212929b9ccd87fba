"""Names in a sentence, by their capitals and, at its start, by what follows."""

import pytest

from chronos.chat.find_names import bare_subject, names


def test_names() -> None:
    assert names("Use ISO 100, says Nikola Tesla. The light is I think good. Thomas Edison left.") == [
        "ISO", "Nikola", "Tesla", "Thomas", "Edison",
    ]  # fmt: skip
    assert names("A Headline That Shouts At You") == []


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Edison died in 1943.", "Edison"),
        ("Canon released the camera in 2016.", "Canon"),
        ("Marie and Pierre discovered radium.", "Marie"),
        ("Photographers used flashes.", None),
        ("Light falls on the sensor.", None),
        ("The camera died in 1943.", None),
    ],
)
def test_a_first_word_is_a_name_if_what_follows_says_so(sentence: str, name: str | None) -> None:
    assert names(sentence)[:1] == ([name] if name else [])


def test_a_subject_without_an_article_may_be_a_name() -> None:
    assert bare_subject("Canon cameras are light.") == "Canon"
    assert bare_subject("Photographers like light.") == ""
