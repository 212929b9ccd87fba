"""Nothing but the file itself is opened, and only with known decoders."""

import io
import os
from pathlib import Path

import av
import numpy as np
import pytest
from av.error import FFmpegError

from chronos.providers.speech.media import decode_sound, probe
from tests.media import a_tone, record, tone, truncated
from tests.providers.speech.media.hear import LOUD, refusal


def test_file_object_reads_like_a_path(tmp_path: Path) -> None:
    path = a_tone(tmp_path / "x.mp4")
    content = io.BytesIO(path.read_bytes())
    assert probe(content) == probe(path)
    assert np.array_equal(next(iter(decode_sound(content))), next(iter(decode_sound(path))))
    assert not content.closed


def test_name_may_have_quotes_newlines_and_dots(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    path = a_tone(folder / "x.mp4").rename(folder / 'it\'s "new"\n🎬 %s.mp4')
    assert probe(folder / ".." / "a" / path.name).has_audio


@pytest.mark.parametrize("ending", ["mp4", "mov", "m4a"])
def test_file_cut_before_its_index_is_refused(tmp_path: Path, ending: str) -> None:
    whole = record(tmp_path / f"whole.{ending}", [tone(4)])
    assert refusal(truncated(whole, tmp_path / f"cut.{ending}")) == "media_truncated"


@pytest.mark.timeout(30)
def test_reference_to_another_file_is_not_followed(tmp_path: Path) -> None:
    path, other = tmp_path / "x.mov", tmp_path / "other.mov"
    record(other, [tone(2)], codec="pcm_s16le")
    silent = record(tmp_path / "silent.mov", [tone(2) * 0], codec="pcm_s16le")
    path.write_bytes(_with_reference(silent, b"/:" + bytes(other)[1:]))
    # The reference is real: a decoder that is allowed to follow it plays the other file.
    assert _loudness(path, enable_drefs="1", use_absolute_path="1") > LOUD
    other.unlink()
    os.mkfifo(other)
    assert refusal(path) == "media_empty"


def _with_reference(movie: Path, target: bytes) -> bytes:
    """The movie with every data reference replaced by a Macintosh alias to `target` (QuickTime `dref`, type `alis`)."""
    alias = bytes(10) + b"\x01/" + bytes(26) + bytes(12) + b"\x05other" + bytes(58) + bytes(16) + b"\x00\x01\x00\x01"
    alias += bytes(16) + b"\x00\x02" + len(target).to_bytes(2) + target + bytes(len(target) % 2) + b"\xff\xff\x00\x00"
    entry = (12 + len(alias)).to_bytes(4) + b"alis" + bytes(4) + alias
    content = movie.read_bytes()
    start = content.index(b"moov") - 4
    return content[:start] + _replaced(content[start:], entry)


def _replaced(boxes: bytes, entry: bytes) -> bytes:
    """The boxes with `entry` as the only entry of every `dref`, and with their sizes set right."""
    changed = b""
    while boxes:
        size, name = int.from_bytes(boxes[:4]), boxes[4:8]
        body, boxes = boxes[8:size], boxes[size:]
        if name == b"dref":
            body = body[:4] + (1).to_bytes(4) + entry
        elif name in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
            body = _replaced(body, entry)
        changed += (8 + len(body)).to_bytes(4) + name + body
    return changed


def _loudness(path: Path, **options: str) -> float:
    with av.open(str(path), options=options) as container:
        try:
            return max(float(np.abs(frame.to_ndarray()).max()) / 32768 for frame in container.decode(audio=0))
        except (FFmpegError, ValueError):
            return 0.0
