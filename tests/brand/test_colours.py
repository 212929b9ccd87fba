"""Contrast is that of the standard, and colours go to OKLCH and back."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.brand.colours import contrast, hex_of_oklch, oklch_of_hex


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_lightness_chroma_and_hue_are_those_of_oklch() -> None:
    lightness, chroma, hue = oklch_of_hex("#ff0000")
    assert (lightness, chroma, math.degrees(hue)) == pytest.approx((0.628, 0.2577, 29.23), abs=0.01)
    assert oklch_of_hex("#ffffff")[:2] == pytest.approx((1, 0), abs=1e-6)


@given(st.integers(0, 0xFFFFFF))
def test_a_colour_comes_back(number: int) -> None:
    colour = f"#{number:06x}"
    assert hex_of_oklch(*oklch_of_hex(colour)) == colour
