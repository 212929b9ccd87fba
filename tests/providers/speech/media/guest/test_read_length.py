"""A header's own length counts; placeholders and guesses do not."""

import io
import struct
from pathlib import Path

import pytest

from chronos.providers.speech.media import probe, sniff
from chronos.providers.speech.media.guest.read_length import Length, read_length
from tests.media import record, tone
from tests.providers.speech.media.hear import refusal

PLACEHOLDERS = [0, 0x7FFF0000, 0x7FFFF000, 0x7FFFFF00, 0x7FFFFFFF, 0x80000000, 0x80000024, 0xFFFFFFDB, 0xFFFFFFFF]


def length_of(content: bytes) -> Length:
    file = io.BytesIO(content)
    return read_length(file, sniff(file))


def a_wav(data_bytes: int, *, riff_bytes: int | None = None, declared: int | None = None) -> bytes:
    """Silence at 16 kHz, 16 bits, mono, with a chunk of a writer before it."""
    size = data_bytes if declared is None else declared
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16)
    junk = b"LIST" + struct.pack("<I", 5) + b"hello\0"  # of odd length: one byte is padding
    body = b"WAVE" + form + junk + b"data" + struct.pack("<I", size) + bytes(data_bytes)
    return b"RIFF" + struct.pack("<I", len(body) if riff_bytes is None else riff_bytes) + body


@pytest.mark.parametrize("declared", PLACEHOLDERS)
@pytest.mark.parametrize("riff_bytes", [0, 0x7FFFF024, 0xFFFFFFFF])
def test_placeholder_sizes_of_a_streamed_wav_say_nothing(tmp_path: Path, declared: int, riff_bytes: int) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(a_wav(64_000, declared=declared, riff_bytes=riff_bytes))
    assert length_of(path.read_bytes()) == Length()
    assert probe(path).duration_seconds == pytest.approx(2.0)


def test_size_of_the_data_counts_whatever_the_riff_size_says(tmp_path: Path) -> None:
    assert length_of(a_wav(64_000, riff_bytes=0xFFFFFFFF)) == Length(seconds=2.0)
    (tmp_path / "x.wav").write_bytes(a_wav(64_000, declared=128_000, riff_bytes=0))
    assert refusal(tmp_path / "x.wav") == "media_truncated"


@pytest.mark.parametrize("long_size", [64_000, 0, 2**64 - 1])
def test_long_wav_has_its_size_in_a_chunk_of_its_own(long_size: int) -> None:
    content = a_wav(64_000, declared=0xFFFFFFFF)
    sizes = b"ds64" + struct.pack("<IQQQI", 28, 0, long_size, 0, 0)
    found = length_of(b"RF64" + content[4:12] + sizes + content[12:])
    assert found == Length(seconds=2.0 if long_size == 64_000 else None)


@pytest.mark.parametrize("ending", ["mkv", "webm"])
def test_matroska_declares_its_end_and_its_duration(tmp_path: Path, ending: str) -> None:
    path = record(tmp_path / f"x.{ending}", [tone(3)], picture_seconds=3)
    found = length_of(path.read_bytes())
    assert found.end_bytes == path.stat().st_size
    assert found.seconds == pytest.approx(3, abs=0.1)


def test_live_matroska_declares_nothing(tmp_path: Path) -> None:
    path = record(tmp_path / "x.webm", [tone(3)], options={"live": "1"})
    assert length_of(path.read_bytes()) == Length()


@pytest.mark.parametrize(("ending", "codec"), [("mp4", "aac"), ("ogg", "libopus")])
def test_last_byte_of_iso_and_ogg_is_missed(tmp_path: Path, ending: str, codec: str) -> None:
    options = {"movflags": "faststart"} if ending == "mp4" else {}
    content = record(tmp_path / f"x.{ending}", [tone(3)], codec=codec, options=options).read_bytes()
    assert length_of(content).end_bytes == len(content)
    assert length_of(content[:-1]).end_bytes == len(content)


def test_mp3_counts_its_frames(tmp_path: Path) -> None:
    for has_count, seconds in (("1", pytest.approx(3, abs=0.1)), ("0", None)):
        path = record(tmp_path / "x.mp3", [tone(3)], options={"write_xing": has_count})
        assert length_of(path.read_bytes()).seconds == seconds


@pytest.mark.parametrize("content", [b"\x1a\x45\xdf\xa3" + bytes(40), b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67"])
def test_damaged_headers_declare_nothing(content: bytes) -> None:
    assert length_of(content) == Length()
