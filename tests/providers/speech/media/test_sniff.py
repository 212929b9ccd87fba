"""The bytes of a file decide what it is, and playlists and other files are refused."""

import os
from pathlib import Path

import numpy as np
import pytest

from chronos.providers.speech.media import probe
from tests.media import a_tone, record, tone
from tests.providers.speech.media.hear import heard, refusal


def test_kind_follows_the_bytes_not_the_name(tmp_path: Path) -> None:
    path = a_tone(tmp_path / "x.webm")
    assert probe(path.rename(tmp_path / "x.mp4")).container == "webm"


@pytest.mark.parametrize("text", ["Hello, I am a film.", "Grüße 🎬", "\ufeffText with a mark"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_text_is_refused(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "x.mp4").write_text(text, encoding=encoding)
    assert refusal(tmp_path / "x.mp4") == "not_media"


def test_unknown_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert refusal(tmp_path / "x.mp4") == "not_media"


@pytest.mark.parametrize("head", [b"\xff\xfb\x90\x00", b"\xff\xf1\x50\x80", b"fLaC", b"OggS", b"ID3\x04\0\0\0\0\0\0"])
def test_header_without_content_is_refused(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "x.mp3").write_bytes(head + bytes(200))
    assert refusal(tmp_path / "x.mp3") in ("media_damaged", "media_empty", "not_media")


def test_unsupported_container_is_refused(tmp_path: Path) -> None:
    path = record(tmp_path / "x.avi", [tone(1)], codec="pcm_s16le")
    assert refusal(path) == "not_media"


@pytest.mark.parametrize("padding", [1, 417, 5_000, 70_000])
@pytest.mark.parametrize("has_count", ["0", "1"])
def test_padding_after_the_tags_of_an_mp3_is_skipped(tmp_path: Path, padding: int, has_count: str) -> None:
    path = record(tmp_path / "x.mp3", [tone(3)], options={"write_xing": has_count})
    content = path.read_bytes()
    tag_bytes = 10 + int.from_bytes(content[8:10])  # a short tag: two bytes of seven bits
    before = heard(path)
    path.write_bytes(content[:tag_bytes] + bytes(padding) + content[tag_bytes:])
    assert content[tag_bytes] == 0xFF
    assert probe(path).duration_seconds == pytest.approx(3, abs=0.1)
    assert np.array_equal(heard(path), before)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that a playlist names: a pipe, so that opening it would wait forever."""
    os.mkfifo(tmp_path / "secret.mp4")
    return tmp_path / "secret.mp4"


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "playlist",
    [
        "ffconcat version 1.0\nfile secret.mp4\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nsecret.mp4\n#EXT-X-ENDLIST\n",
        "\ufeff#EXTM3U\nsecret.mp4\n",
        "[playlist]\nFile1=secret.mp4\n",
        '<?xml version="1.0"?>\n<MPD><BaseURL>secret.mp4</BaseURL></MPD>',
    ],
)
def test_playlist_is_refused(secret: Path, playlist: str) -> None:
    path = secret.with_name("list.mp4")
    path.write_text(playlist)
    assert refusal(path) == "playlist"


@pytest.mark.timeout(30)
@pytest.mark.parametrize("head", [b"ID3\x04\0\0\0\0\0\0", b"\0\0\0\x08free", b"\xff\xfb\x90\x00", b"RIFF\0\0\0\0WAVE"])
def test_disguised_playlist_is_refused(secret: Path, head: bytes) -> None:
    path = secret.with_name("list.mp4")
    path.write_bytes(head + b"#EXTM3U\n#EXTINF:4,\nsecret.mp4\nffconcat version 1.0\nfile secret.mp4\n")
    assert refusal(path) in ("playlist", "not_media", "media_damaged", "media_truncated", "media_empty")
