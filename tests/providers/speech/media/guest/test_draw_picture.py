"""Pictures fit their box, keep their shape, and are encoded whole."""

from fractions import Fraction

import av
import numpy as np
import pytest

from chronos.providers.speech.media.guest.draw_picture import draw_picture, encode_picture
from tests.media import plain, read_picture, stripes


@pytest.mark.parametrize(
    ("size", "shape", "drawn"),
    [
        ((1920, 1080), None, (1280, 720)),
        ((640, 480), None, (640, 480)),
        ((1440, 1080), Fraction(4, 3), (1280, 720)),  # HDV
        ((720, 576), Fraction(16, 11), (1048, 576)),  # PAL, wide
        ((1080, 1920), None, (404, 720)),
        ((4000, 20), None, (1280, 6)),
        ((640, 480), Fraction(0), (640, 480)),
        ((640, 480), Fraction(1000), (640, 480)),
    ],
)
def test_size(size: tuple[int, int], shape: Fraction | None, drawn: tuple[int, int]) -> None:
    frame = av.VideoFrame.from_ndarray(plain(9, 99, 199, width=size[0], height=size[1]), "rgb24")
    picture = draw_picture(frame, 1280, 720, shape)
    assert picture.shape == (drawn[1], drawn[0], 3)
    assert picture.mean(axis=(0, 1)) == pytest.approx((9, 99, 199), abs=2)


def test_transparent_parts_are_white() -> None:
    image = np.zeros((10, 10, 4), np.uint8)
    image[:5] = (200, 0, 0, 255)
    picture = draw_picture(av.VideoFrame.from_ndarray(image, "rgba"), 100, 100)
    assert picture[:4].mean(axis=(0, 1)) == pytest.approx((200, 0, 0), abs=2)
    assert picture[6:].mean(axis=(0, 1)) == pytest.approx((255, 255, 255), abs=2)


def test_encoded_picture_is_the_same() -> None:
    for picture in (stripes(width=161, height=91, every=20), plain(200, 30, 60, width=2, height=2)):
        again = read_picture(encode_picture(picture))
        assert again.shape == picture.shape
        assert np.abs(again.astype(int) - picture).mean() < 6
