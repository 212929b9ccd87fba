"""What an owner declares of a file is checked by one rule, whatever door it comes through."""

from dataclasses import fields
from pathlib import Path

import pytest

from chronos.errors import Invalid
from chronos.videos import CHOICES, Details, check_details, read_details


def test_choices_are_the_details_of_a_file() -> None:
    assert {field.name for field in fields(Details)} - {"file_name"} == set(CHOICES)


def test_texts_of_a_form_are_read() -> None:
    read = read_details(
        {"title": " A\ntalk ", "language": "pt-BR", "captions_encoding": "windows-1251", "audio_track": " 2 "},
        file_name="a.mp4",
        captions=Path("a.vtt"),
    )
    assert read == Details("A talk", "a.mp4", "pt-BR", Path("a.vtt"), "windows-1251", 2)
    assert read_details({"title": "", "language": "", "captions_encoding": "", "audio_track": ""}) == Details()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("title", "  ", "title_empty"),
        ("language", "klingonklingon", "language_invalid"),
        ("captions_encoding", "klingon", "encoding_unknown"),
        *(("audio_track", value, "audio_track_unknown") for value in ("0", "-1", "x", "1.5", "1000", "٣", "9" * 30)),
    ],
)
def test_wrong_choices_are_refused(name: str, value: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_details({name: value}, captions=Path("a.vtt"))
    assert caught.value.code == code


def test_an_encoding_without_captions_is_refused() -> None:
    for details in (Details(captions_encoding="utf-8"), Details(captions_encoding="klingon")):
        with pytest.raises(Invalid, match="send `captions` too") as caught:
            check_details(details)
        assert caught.value.code == "captions_missing"
