"""A sharp picture is worth more than a blurred one, and both more than black or white."""

import av
import numpy as np
from numpy.typing import NDArray

from chronos.providers.speech.media.guest.judge_picture import Worth, judge_picture
from tests.media import blurred, plain, stripes


def worth(picture: NDArray[np.uint8], *, is_well_placed: bool = True) -> Worth:
    return judge_picture(av.VideoFrame.from_ndarray(picture, "rgb24"), is_well_placed=is_well_placed)


def test_order_of_worth() -> None:
    sharp = stripes(width=640, height=360)
    order = [
        worth(plain(0, 0, 0)),
        worth(sharp, is_well_placed=False),
        worth(blurred(sharp, 12)),
        worth(blurred(sharp, 3)),
        worth(sharp),
    ]
    assert order == sorted(order)
    assert order[-2] < order[-1]


def test_black_and_single_colours_show_nothing() -> None:
    for picture in (plain(0, 0, 0), plain(255, 255, 255), plain(9, 120, 40), stripes(darkest=0) // 20):
        assert not worth(picture).shows_something
    assert worth(stripes()).shows_something


def test_any_shape_is_judged() -> None:
    for width, height in ((2, 2), (16, 2000), (2000, 16), (4000, 2000)):
        worth(stripes(width=width, height=height))
