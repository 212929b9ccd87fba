"""Draw the icons of the installed application from the mark: `python -m tests.web.draw_icons`."""

import re
from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).parents[2] / "src/chronos/web/static"
FOLDER = STATIC / "icons"
FINER = 4  # drawn so many times as large, then made smaller, for smooth edges
MARK = 32  # the width of the mark's own coordinates
LARGER = 1.2  # the mark of a maskable icon, whose ground has no edge: its hands stay within the 80 % that are shown
# By name: pixels, and whether the ground fills the square, as platforms want that cut a shape out of it.
ICONS = {"192.png": (192, False), "512.png": (512, False), "maskable.png": (512, True)}

Point = tuple[float, float]


def draw(pixels: int, *, is_maskable: bool) -> Image.Image:
    """Return the mark of `icon.svg`, a disc with the hands of a clock."""
    ground, ink = _colours()
    side = pixels * FINER
    image = Image.new("RGBA", (side, side), ground if is_maskable else "#00000000")
    pen = ImageDraw.Draw(image)
    scale = side / MARK * (LARGER if is_maskable else 1)
    offset = (side - scale * MARK) / 2

    def at(x: float, y: float) -> Point:
        return offset + x * scale, offset + y * scale

    pen.ellipse([*at(1, 1), *at(31, 31)], fill=ground)
    hands, width = [at(16, 8), at(16, 16), at(21.5, 19.5)], 2.8 * scale
    pen.line(hands, fill=ink, width=round(width), joint="curve")
    for x, y in hands:
        pen.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=ink)
    return image.resize((pixels, pixels), Image.Resampling.LANCZOS)


def _colours() -> tuple[str, str]:
    mark = (STATIC / "icon.svg").read_text()
    ground, ink = re.findall(r"#[0-9a-f]{6}", mark)
    return ground, ink


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, (pixels, is_maskable) in ICONS.items():
        draw(pixels, is_maskable=is_maskable).save(FOLDER / name, optimize=True)
