"""Frames of MPEG audio are found where several stand in a row."""

import random

import pytest

from chronos.providers.speech.media.find_frame import SEARCH_BYTES, find_frame

# Header and size: layer III at 128 and 320 kbit/s of 44.1 kHz, 64 of 22.05, 8 of 8; layer II at 192 of 48.
FRAMES = [
    (b"\xff\xfb\x90\x00", 417),
    (b"\xff\xfb\xe2\x00", 1045),
    (b"\xff\xf3\x80\x00", 208),
    (b"\xff\xe3\x18\x00", 72),
    (b"\xff\xfd\xa4\x00", 576),
]


@pytest.mark.parametrize(("header", "size"), FRAMES)
@pytest.mark.parametrize("before", [0, 1, 70])
def test_first_of_several_frames(header: bytes, size: int, before: int) -> None:
    rest = random.Random(before).randbytes(before)
    assert find_frame(rest + (header + bytes(size - 4)) * 4) == before
    assert find_frame(rest + (header + bytes(size - 4)) * 2) is None
    assert find_frame(rest + (header + bytes(size - 3)) * 4) is None


def test_random_bytes_have_none() -> None:
    assert all(find_frame(random.Random(seed).randbytes(SEARCH_BYTES)) is None for seed in range(50))


def test_frames_of_several_kinds_are_none() -> None:
    assert find_frame(b"".join(header + bytes(size - 4) for header, size in FRAMES)) is None
