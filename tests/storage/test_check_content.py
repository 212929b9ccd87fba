"""What a file holds is told by its bytes."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chronos.errors import Invalid
from chronos.storage.buckets import Bucket
from chronos.storage.check_content import check_content, sniff_type
from tests.media import a_tone, record, tone

NOW = datetime(2025, 1, 1, tzinfo=UTC)
PICTURES = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif"}
SOUNDS = {"mp3": "audio/mpeg", "wav": "audio/wav", "flac": "audio/flac", "ogg": "audio/ogg", "m4a": "audio/mp4"}


def bucket(*types: str) -> Bucket:
    return Bucket("b", "b", False, None, types or None, NOW, NOW)


def type_of(path: Path) -> str | None:
    with path.open("rb") as file:
        found = sniff_type(file)
    return found[0] if found else None


MEDIA, IMAGES, ANYTHING = bucket("video/*", "audio/*"), bucket("image/*"), bucket()


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "picture"
    Image.new("RGB", (16, 16), "teal").save(path, kind.upper())
    assert type_of(path) == PICTURES[kind]
    check_content(IMAGES, "image/png", path)  # of the family is enough: every one of them is shown and never run
    for wrong in ("video/mp4", "text/html", ""):
        with pytest.raises(Invalid) as caught:
            check_content(MEDIA, wrong, path)
        assert caught.value.code == "content_not_allowed"


@pytest.mark.parametrize("kind", SOUNDS)
def test_sounds(kind: str, tmp_path: Path) -> None:
    path = record(tmp_path / f"sound.{kind}", [tone(1)])
    assert type_of(path) == SOUNDS[kind]
    check_content(MEDIA, "audio/anything", path)


def test_videos(tmp_path: Path) -> None:
    for ending, kind in (("mp4", "video/mp4"), ("webm", "video/webm"), ("mkv", "video/x-matroska")):
        path = a_tone(tmp_path / f"film.{ending}", seconds=1)
        assert type_of(path) == kind
        check_content(MEDIA, "video/mp4", path)
        check_content(MEDIA, "audio/mp4", path)  # the container holds either
        with pytest.raises(Invalid):
            check_content(IMAGES, "image/png", path)


def test_a_bucket_that_takes_everything(tmp_path: Path) -> None:
    path = tmp_path / "page"
    path.write_bytes(b"<html><script>alert(1)</script>")
    check_content(ANYTHING, "video/mp4", path)
    assert type_of(path) is None


@given(content=st.binary(max_size=300))
def test_any_bytes_are_refused_or_not_and_nothing_else(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(content)
    for taken, declared in ((MEDIA, "video/mp4"), (IMAGES, "image/png")):
        if type_of(path) is None:
            with pytest.raises(Invalid) as caught:
                check_content(taken, declared, path)
            assert caught.value.code == ("content_not_allowed" if content else "file_empty")


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize(
    "second",
    [b"<html><script>alert(1)</script>", b"<SVG onload=alert(1)>", b"%PDF-1.7\n", b"<?php echo 1;",
     b"Rar!\x1a\x07\x01\x00",
     b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(30), b"7z\xbc\xaf\x27\x1c\x00\x04"],
)  # fmt: skip
@pytest.mark.parametrize("place", [2_000, (1 << 20) - 3])
def test_a_second_type_anywhere_in_a_picture(kind: str, second: bytes, place: int, tmp_path: Path) -> None:
    path = tmp_path / "picture"
    Image.new("RGB", (16, 16), "teal").save(path, kind.upper())
    content = path.read_bytes().ljust(place, b"\0")
    path.write_bytes(content + b"\0" * 100_000)
    check_content(IMAGES, PICTURES[kind], path)
    path.write_bytes(content + second + b"\0" * 100_000)
    with pytest.raises(Invalid, match="at once: export it again"):
        check_content(IMAGES, PICTURES[kind], path)


def test_no_signs_by_chance_in_compressed_bytes(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    noise = random.Random(11).randbytes(3 * 1500 * 1500)
    Image.frombytes("RGB", (1500, 1500), noise).save(path, "PNG")
    with path.open("ab") as file:
        file.write(b"<svg\xff\x01 PK\x03\x04\xff\xff")
    check_content(IMAGES, "image/png", path)


def test_bytes_that_look_like_an_archive_by_chance(tmp_path: Path) -> None:
    path = a_tone(tmp_path / "film.mp4", seconds=1)
    with path.open("ab") as file:
        file.write(b"PK\x05\x06" + b"\xff" * 40)
    check_content(MEDIA, "video/mp4", path)
