"""A title is one line that people can read."""

import pytest

from chronos.errors import Invalid
from chronos.text import clean_title, title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("  On\nlight\t ", "On light"),
        ("a\u202eb\u0000c", "a b c"),
        ("x" * 501, "x" * 500),
        ("Größe 😀", "Größe 😀"),
    ],
)
def test_titles_are_one_clean_line(text: str, title: str) -> None:
    assert clean_title(text) == title


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\0", "\u200b\u200e", "\u202e", "\xa0\u2003"])
def test_blank_title_is_refused(blank: str) -> None:
    with pytest.raises(Invalid) as caught:
        clean_title(blank)
    assert caught.value.code == "title_empty"


def test_title_is_the_file_name_without_its_ending_unless_given() -> None:
    assert title_of(None, "my_talk.tar.mp4") == "my talk.tar"
    assert title_of("", ".mp4") == ".mp4"
    assert title_of(None, "\u202e.mp4") == "Untitled"
    assert title_of("Mine", "talk.mp4") == "Mine"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Lesson 1.5 Recursion", "Lesson 1.5 Recursion"),
        ("Python 3.11", "Python 3.11"),
        ("Mr. Bean.MP4", "Mr. Bean"),
        ("talk.3gp", "talk"),
        ("AC/DC live.mp4", "DC live"),
        ("folder/talk", "talk"),
        ("folder/", "folder"),
    ],
)
def test_an_ending_is_letters_and_a_slash_separates_folders(name: str, title: str) -> None:
    assert title_of(None, name) == title
    assert title_of(name, "x.mp4") == name
