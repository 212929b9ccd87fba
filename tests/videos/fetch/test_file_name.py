"""Content-Disposition is read as browsers read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.videos.fetch.file_name import read_file_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=UTF-8''Le%C3%A7on%203.ogg", "Leçon 3.ogg"),
        ("attachment; filename=\"Lecon.ogg\"; filename*=UTF-8''Le%C3%A7on%203.ogg", "Leçon 3.ogg"),
        ("attachment; filename*=UTF-8''Le%C3%A7on%203.ogg; filename=\"Lecon.ogg\"", "Leçon 3.ogg"),
        ("attachment; filename*=ISO-8859-1'fr'Le%E7on.ogg", "Leçon.ogg"),
        ("inline;FILENAME=plain.mp4", "plain.mp4"),
        ("attachment; filename=with space.mp4", "with space.mp4"),
        ('attachment; filename="a\\"b;c.mp4"', 'a"b;c.mp4'),
        ('attachment; filename="Leçon.ogg"', "Leçon.ogg"),
        ('attachment; filename="Le%C3%A7on.ogg"', "Leçon.ogg"),
        ('attachment; filename="100% sure.mp4"', "100% sure.mp4"),
        ('attachment; filename="=?UTF-8?B?TGXDp29uLm9nZw==?="', "Leçon.ogg"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        (r'attachment; filename="C:\\talks\\one.mp4"', "one.mp4"),
        ("attachment", None),
        ('attachment; filename=""', None),
        ('attachment; filename="/"', None),
        ("", None),
    ],
)
def test_names(header: str, name: str | None) -> None:
    assert read_file_name(header.encode()) == name


def test_a_name_in_latin_1_is_read() -> None:
    assert read_file_name('attachment; filename="Leçon.ogg"'.encode("latin-1")) == "Leçon.ogg"


def test_a_header_of_many_parts_names_no_file() -> None:
    assert read_file_name(b"attachment; filename=a.mp4" + b"; a=b" * 1000) is None


@given(st.binary(max_size=80), st.sampled_from([b"", b"filename=", b"filename*=", b"filename*=UTF-8''", b'filename="']))
def test_nothing_that_a_server_sends_raises(rest: bytes, start: bytes) -> None:
    name = read_file_name(b"attachment; " + start + rest)
    assert name is None or (name and "/" not in name and "\\" not in name)


@pytest.mark.parametrize(
    "extended", ["UTF-8''Leçon 3.ogg", "UTF-8''%E4.ogg", "foo''Le%C3%A7on.ogg", "Le%C3%A7on.ogg", "UTF-8"]
)
def test_a_broken_extended_name_does_not_hide_the_plain_one(extended: str) -> None:
    header = f'attachment; filename="plain lesson.ogg"; filename*={extended}'
    assert read_file_name(header.encode()) == "plain lesson.ogg"


def test_a_broken_extended_name_alone_is_never_nonsense() -> None:
    assert read_file_name("attachment; filename*=UTF-8''Leçon 3.ogg".encode()) == "Leçon 3.ogg"
    assert "\ufffd" not in (read_file_name(b"attachment; filename*=UTF-8''%E4.ogg") or "")
