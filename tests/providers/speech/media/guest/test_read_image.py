"""Only still images of three kinds are read, each by its own decoder."""

import io

import pytest

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.read_image import read_image
from tests.media import encoded, read_picture, stripes

BOX = (1280, 720)


@pytest.mark.parametrize("codec", ["mjpeg", "png", "libwebp"])
def test_kinds(codec: str) -> None:
    assert read_picture(read_image(io.BytesIO(encoded(stripes(), codec)), *BOX)).shape == (180, 320, 3)


def test_disguised_kind_is_refused() -> None:
    jpeg = encoded(stripes(), "mjpeg")
    with pytest.raises(Invalid, match="damaged"):
        read_image(io.BytesIO(b"\x89PNG\r\n\x1a\n" + jpeg), *BOX)
    with pytest.raises(Invalid, match="JPEG, PNG or WebP"):
        read_image(io.BytesIO(b"#EXTM3U\nfile:///etc/passwd\n"), *BOX)


def test_moving_image_is_refused() -> None:
    moving = b"RIFF" + (30).to_bytes(4, "little") + b"WEBPVP8X" + (10).to_bytes(4, "little") + b"\x02" + bytes(9)
    with pytest.raises(Invalid) as refused:
        read_image(io.BytesIO(moving), *BOX)
    assert refused.value.code == "picture_damaged"
