"""Sheets come as they are full, the poster last."""

from pathlib import Path

import pytest

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.take_pictures import take_pictures, take_poster
from chronos.providers.speech.media.pictures import Poster
from tests.media import a_film, a_video_without_audio, plain, read_picture, record, stripes, tone


def test_order(tmp_path: Path) -> None:
    path = a_film(tmp_path / "x.mp4", lambda _: stripes(), 505, rate=1)
    with path.open("rb") as file:
        first, second, poster = take_pictures(file, 505.0)
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    assert isinstance(poster, Poster)
    assert [read_picture(sheet).shape for sheet in (first, second)] == [(900, 1600, 3), (90, 160, 3)]


def test_sound_has_none(tmp_path: Path) -> None:
    with record(tmp_path / "x.m4a", [tone(1)]).open("rb") as file:
        assert list(take_pictures(file, 1.0)) == []
        assert take_poster(file, 0.0) is None


def test_length_that_is_wrong_does_no_harm(tmp_path: Path) -> None:
    with a_video_without_audio(tmp_path / "x.mp4").open("rb") as file:
        for seconds in (0.0, 1.0, 86_400.0):
            *sheets, poster = take_pictures(file, seconds)
            assert isinstance(poster, Poster)
            assert len(sheets) == (10 if seconds > 1 else 1)


def test_nothing_to_decode_is_an_error(tmp_path: Path) -> None:
    path = a_film(tmp_path / "x.mp4", lambda _: plain(9, 9, 9), 2)
    content = path.read_bytes()
    begin, end = content.index(b"mdat") + 4, content.index(b"moov") - 4
    path.write_bytes(content[:begin] + bytes(end - begin) + content[end:])
    with path.open("rb") as file:
        with pytest.raises(Invalid, match="damaged"):
            list(take_pictures(file, 2.0))
        with pytest.raises(Invalid, match="damaged"):
            take_poster(file, 1.0)
