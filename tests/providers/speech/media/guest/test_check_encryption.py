"""An encrypted file says that it is encrypted."""

from pathlib import Path

import pytest

from tests.media import a_tone, record, tone
from tests.providers.speech.media.hear import refusal


@pytest.mark.parametrize("kind", [b"enca", b"drms"])
def test_protected_mp4_is_refused(tmp_path: Path, kind: bytes) -> None:
    path = a_tone(tmp_path / "x.mp4")
    path.write_bytes(path.read_bytes().replace(b"mp4a", kind, 1))
    assert refusal(path) == "media_encrypted"


def test_mp4_encrypted_by_the_common_scheme_is_refused(tmp_path: Path) -> None:
    key = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "00" * 16, "encryption_kid": "11" * 16}
    assert refusal(record(tmp_path / "x.mp4", [tone(2)], picture_seconds=2, options=key)) == "media_encrypted"


def test_encrypted_matroska_is_refused(tmp_path: Path) -> None:
    path = record(tmp_path / "x.mkv", [tone(1)])
    content = path.read_bytes()
    void = content.index(b"\xec", 40)  # room that the writer leaves before the clusters
    encoding = b"\x6d\x80\x8a\x62\x40\x87\x50\x33\x81\x01\x50\x35\x80"
    path.write_bytes(content[: void + 10] + encoding + content[void + 10 + len(encoding) :])
    assert refusal(path) == "media_encrypted"
