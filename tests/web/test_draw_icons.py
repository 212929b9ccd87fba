"""The icons of the installed application are the mark, as it is drawn today."""

import pytest
from PIL import Image, ImageChops

from tests.web.draw_icons import FOLDER, ICONS, draw

NEAR = 8  # of 255, for another version of the library that draws


@pytest.mark.parametrize("name", ICONS)
def test_committed_icon_is_the_mark(name: str) -> None:
    pixels, is_maskable = ICONS[name]
    drawn, kept = draw(pixels, is_maskable=is_maskable), Image.open(FOLDER / name).convert("RGBA")
    assert kept.size == (pixels, pixels)
    # On a ground, as the colour of what is transparent is no one's.
    white = Image.new("RGBA", kept.size, "white")
    difference = ImageChops.difference(Image.alpha_composite(white, drawn), Image.alpha_composite(white, kept))
    assert max(difference.tobytes()) <= NEAR, "run `python -m tests.web.draw_icons`"
