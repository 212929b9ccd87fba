"""The pictures of the example course, one function for each section; all draw inside the slide's frame."""

import math

import numpy as np
from examples.course_slides import AMBER, CARD, FRAME, INK, LINE, MUTED, SKY, TEAL, Diagram, Sheet
from PIL import Image, ImageColor

LEFT, TOP, RIGHT, BOTTOM = FRAME
MIDDLE = (LEFT + RIGHT) / 2


def exposures(sheet: Sheet) -> None:
    """The same scene too dark, right and too bright."""
    for row, (label, light) in enumerate((("too little", 0.3), ("right", 1.0), ("too much", 5.0))):
        top = TOP + 16 + row * 84
        sheet.box(LEFT + 20, top, 190, 76, fill=_lit(SKY, light))
        sheet.circle(LEFT + 168, top + 24, 13, fill=_lit("#f2c45a", light))
        base = top + 76
        sheet.shape((LEFT + 20, base), (LEFT + 85, top + 20), (LEFT + 150, base), fill=_lit("#5d8a70", light))
        sheet.shape((LEFT + 100, base), (LEFT + 150, top + 38), (LEFT + 210, base), fill=_lit("#416b5c", light))
        sheet.text(LEFT + 226, top + 38, label, 18, weight="bold" if light == 1 else "plain")


def apertures(sheet: Sheet) -> None:
    """Three lenses whose openings are in true proportion."""
    for column, number in enumerate((2, 5.6, 16)):
        x, y = LEFT + 62 + column * 108, TOP + 122
        sheet.circle(x, y, 48, fill=INK)
        sheet.circle(x, y, 44, fill="#52616d")
        sheet.shape(*_polygon(x, y, 80 / number, 8), fill="#ffe9b8")
        sheet.text(x, y + 78, f"f/{number}", 24, anchor="mm", weight="bold")
    sheet.text(MIDDLE, BOTTOM - 34, "openings in true proportion", 17, anchor="mm", fill=MUTED)


def stops(sheet: Sheet) -> None:
    """Light doubling from stop to stop."""
    floor = BOTTOM - 58
    for column, number in enumerate(("8", "5.6", "4", "2.8", "2")):
        x, height = LEFT + 26 + column * 60, 11 * 2**column
        sheet.box(x, floor - height, 48, height, fill=AMBER if column > 1 else "#edc888", radius=3)
        sheet.text(x + 24, floor - height - 14, f"{2**column}×", 15, anchor="mm", fill=MUTED)
        sheet.text(x + 24, floor + 20, f"f/{number}", 17, anchor="mm", weight="bold")
    sheet.line((LEFT + 20, floor), (RIGHT - 20, floor), fill=INK)
    sheet.text(MIDDLE, BOTTOM - 16, "light that comes in", 14, anchor="mm", fill=MUTED)


def depth_of_field(sheet: Sheet) -> None:
    """A shallow and a deep zone of sharpness, seen from the side."""
    for row, (label, near, far) in enumerate((("f/2", 142, 198), ("f/11", 76, 318))):
        top = TOP + 16 + row * 132
        ground = top + 102
        sheet.box(LEFT + near, top + 14, far - near, 88, fill=SKY, radius=8)
        _camera(sheet, LEFT + 34, ground - 20)
        _flower(sheet, LEFT + 96, ground, AMBER if row else LINE)
        _person(sheet, LEFT + 170, ground, TEAL)
        _mountain(sheet, LEFT + 266, ground, "#416b5c" if row else LINE)
        sheet.line((LEFT + 14, ground), (RIGHT - 14, ground), fill=INK)
        sheet.text(LEFT + 20, top + 16, label, 20, weight="bold")
        sheet.text(LEFT + (near + far) / 2, ground + 13, "sharp", 14, anchor="mm", fill=TEAL)


def choices(sheet: Sheet) -> None:
    """Three subjects and the aperture to start from."""
    rows = (("portrait", "f/2"), ("group", "f/5.6"), ("landscape", "f/11"))
    for row, (subject, number) in enumerate(rows):
        ground = TOP + 84 + row * 86
        sheet.line((LEFT + 22, ground), (LEFT + 122, ground), fill=LINE)
        if subject == "landscape":
            _mountain(sheet, LEFT + 72, ground, "#416b5c")
        else:
            for place in (48, 72, 96) if subject == "group" else (72,):
                _person(sheet, LEFT + place, ground, TEAL)
        sheet.text(LEFT + 144, ground - 26, subject, 19)
        sheet.text(RIGHT - 24, ground - 26, number, 24, anchor="rm", weight="bold", fill="#b8730f")


def shutter_times(sheet: Sheet) -> None:
    """Bars whose lengths are the times."""
    for row, divisor in enumerate((250, 125, 60, 30)):
        y = TOP + 30 + row * 58
        sheet.text(LEFT + 20, y + 16, f"1/{divisor}", 19, weight="bold")
        sheet.box(LEFT + 94, y, 222 * 30 / divisor, 32, fill=AMBER, radius=4)
    sheet.text(MIDDLE, BOTTOM - 18, "time during which light comes in", 14, anchor="mm", fill=MUTED)


def freezing(sheet: Sheet) -> None:
    """A ball in flight: the longer the time, the longer its smear."""
    for row, (divisor, smear) in enumerate(((30, 150), (125, 50), (500, 0))):
        y = TOP + 56 + row * 84
        sheet.text(LEFT + 20, y, f"1/{divisor}", 19, weight="bold")
        for step in range(smear, 0, -3):
            sheet.circle(LEFT + 290 - step, y, 26, fill=_blend(CARD, TEAL, 0.55 * (1 - step / (smear + 30))))
        sheet.circle(LEFT + 290, y, 26, fill=TEAL if smear == 0 else _blend(CARD, TEAL, 0.6))
        if smear == 0:
            sheet.circle(LEFT + 282, y - 9, 6, fill=SKY)


def panning(sheet: Sheet) -> None:
    """A sharp cyclist before a streaked background."""
    random = np.random.default_rng(7)
    for y in range(TOP + 24, BOTTOM - 84, 9):
        start = LEFT + 16 + float(random.uniform(0, 120))
        end = min(start + float(random.uniform(80, 200)), RIGHT - 16)
        color = _blend(CARD, "#5d8a70" if y % 2 else AMBER, float(random.uniform(0.2, 0.55)))
        sheet.line((start, y), (end, y), fill=color, width=5)
    _cyclist(sheet, MIDDLE, BOTTOM - 70)
    sheet.line((LEFT + 16, BOTTOM - 42), (RIGHT - 16, BOTTOM - 42), fill=LINE, width=4)
    sheet.text(MIDDLE, BOTTOM - 20, "camera follows the rider", 15, anchor="mm", fill=MUTED)


def hand_held(sheet: Sheet) -> None:
    """Longer lenses need shorter times."""
    sheet.text(LEFT + 24, TOP + 26, "lens", 15, fill=MUTED)
    sheet.text(RIGHT - 24, TOP + 26, "no slower than", 15, anchor="rm", fill=MUTED)
    for row, focal in enumerate((50, 100, 200)):
        y = TOP + 78 + row * 74
        length = 16 + focal * 0.3
        sheet.box(LEFT + 24, y - 20, 22, 40, fill=INK, radius=4)
        sheet.box(LEFT + 46, y - 15, length, 30, fill=TEAL, radius=3)
        sheet.box(LEFT + 46 + length, y - 18, 6, 36, fill=INK, radius=2)
        sheet.text(RIGHT - 118, y, f"{focal} mm", 18, anchor="rm")
        sheet.text(RIGHT - 24, y, f"1/{focal}", 24, anchor="rm", weight="bold", fill="#b8730f")


def tripod(sheet: Sheet) -> None:
    """A camera on three legs, its timer, and a bag for the wind."""
    x, top, ground = MIDDLE, TOP + 100, BOTTOM - 26
    for foot in (-82, 82, 0):
        sheet.line((x, top), (x + foot, ground), fill=INK, width=7)
    sheet.line((x, top + 20), (x, top + 76), fill=MUTED, width=3)
    sheet.box(x - 24, top + 74, 48, 46, fill=AMBER, radius=10)
    _camera(sheet, x, top - 30, scale=2.2)
    sheet.line((LEFT + 24, ground + 3), (RIGHT - 24, ground + 3), fill=LINE, width=4)
    sheet.circle(RIGHT - 62, TOP + 62, 34, fill=TEAL)
    sheet.circle(RIGHT - 62, TOP + 62, 28, fill=CARD)
    sheet.text(RIGHT - 62, TOP + 62, "2 s", 19, anchor="mm", weight="bold")


def iso_steps(sheet: Sheet) -> None:
    """Patches that get brighter by a stop."""
    for column, number in enumerate((100, 200, 400, 800)):
        x = LEFT + 19 + column * 77
        sheet.box(x, TOP + 70, 70, 110, fill=_lit("#2b4a50", 1.35**column), radius=8)
        sheet.text(x + 35, TOP + 204, str(number), 20, anchor="mm", weight="bold")
        if column:
            sheet.text(x - 3, TOP + 46, "2×", 16, anchor="mm", fill="#b8730f")
    sheet.text(MIDDLE, BOTTOM - 30, "same light, stronger signal", 16, anchor="mm", fill=MUTED)


def noise(sheet: Sheet) -> None:
    """The same soft patch with more and more grain."""
    random = np.random.default_rng(3)
    for column, (number, strength) in enumerate((("100", 0), ("3200", 22), ("25600", 60))):
        x = LEFT + 17 + column * 104
        ramp = np.linspace(40, 190, 162)[:, None, None] * np.array([0.75, 0.95, 1.0])
        # Blocks of three pixels: finer grain would not survive the video's compression.
        grain = random.normal(0, strength, (54, 33, 3)).repeat(3, axis=0).repeat(3, axis=1)
        patch = np.clip(ramp + grain, 0, 255).astype(np.uint8)
        sheet.paste(Image.fromarray(patch), x, TOP + 36)
        sheet.text(x + 49, TOP + 220, f"ISO {number}", 16, anchor="mm", weight="bold")
    sheet.text(MIDDLE, BOTTOM - 24, "less light, more visible grain", 16, anchor="mm", fill=MUTED)


def triangle(sheet: Sheet) -> None:
    """The three settings around one brightness."""
    peak, left, right = (MIDDLE, TOP + 62), (LEFT + 66, BOTTOM - 68), (RIGHT - 66, BOTTOM - 68)
    sheet.shape(peak, left, right, fill="#fbe7c3")
    sheet.line(peak, left, right, peak, left, fill=AMBER, width=7)
    for x, y in (peak, left, right):
        sheet.circle(x, y, 12, fill=TEAL)
    sheet.text(MIDDLE, TOP + 30, "Aperture", 20, anchor="mm", weight="bold")
    sheet.text(LEFT + 22, BOTTOM - 34, "Shutter speed", 20, weight="bold")
    sheet.text(RIGHT - 46, BOTTOM - 34, "ISO", 20, anchor="rm", weight="bold")
    sheet.text(MIDDLE, TOP + 168, "brightness", 18, anchor="mm")


def metering(sheet: Sheet) -> None:
    """A scale of compensation above a histogram that touches the right edge."""
    for stop in range(-2, 3):
        x = MIDDLE + stop * 62
        sheet.line((x, TOP + 52), (x, TOP + 72), fill=INK, width=3)
        sheet.text(x, TOP + 32, f"{stop:+d}" if stop else "0", 19, anchor="mm", weight="bold")
    sheet.line((MIDDLE - 124, TOP + 72), (MIDDLE + 124, TOP + 72), fill=INK, width=3)
    tip = MIDDLE + 93
    sheet.shape((tip, TOP + 78), (tip - 10, TOP + 98), (tip + 10, TOP + 98), fill=AMBER)
    sheet.text(tip - 20, TOP + 92, "snow", 16, anchor="rm", fill="#b8730f")
    floor, left, width = BOTTOM - 44, LEFT + 40, RIGHT - LEFT - 80
    heights = [24 * math.exp(-(((k - 18) / 10) ** 2)) + 96 * math.exp(-(((k - 52) / 11) ** 2)) for k in range(52)]
    outline = [(left + k * width / 51, floor - height) for k, height in enumerate(heights)]
    sheet.shape((left, floor), *outline, (left + width, floor), fill=SKY)
    sheet.line((left, floor), (left + width, floor), (left + width, floor - 112), fill=INK)
    sheet.text(MIDDLE, BOTTOM - 22, "piled up on the right: detail is lost", 15, anchor="mm", fill=MUTED)


def order(sheet: Sheet) -> None:
    """Four steps from top to bottom."""
    steps = ("what matters most", "aperture or shutter", "balance with the other", "ISO last")
    sheet.line((LEFT + 48, TOP + 44), (LEFT + 48, TOP + 236), fill=LINE, width=5)
    for row, words in enumerate(steps):
        y = TOP + 44 + row * 64
        sheet.circle(LEFT + 48, y, 21, fill=AMBER if row == len(steps) - 1 else TEAL)
        sheet.text(LEFT + 48, y, str(row + 1), 20, anchor="mm", weight="bold", fill=CARD)
        sheet.text(LEFT + 86, y, words, 20)


_FIRST_LESSON = (exposures, apertures, stops, depth_of_field, choices)
_SECOND_LESSON = (shutter_times, freezing, panning, hand_held, tripod)
_THIRD_LESSON = (iso_steps, noise, triangle, metering, order)

DIAGRAMS: dict[str, Diagram] = {draw.__name__: draw for draw in (*_FIRST_LESSON, *_SECOND_LESSON, *_THIRD_LESSON)}


def _camera(sheet: Sheet, x: float, y: float, scale: float = 1) -> None:
    sheet.box(x - 20 * scale, y - 12 * scale, 40 * scale, 26 * scale, fill=INK, radius=4 * scale)
    sheet.box(x - 8 * scale, y - 18 * scale, 16 * scale, 8 * scale, fill=INK, radius=2 * scale)
    sheet.circle(x, y + scale, 9 * scale, fill=SKY)
    sheet.circle(x, y + scale, 5 * scale, fill=TEAL)


def _person(sheet: Sheet, x: float, ground: float, color: str) -> None:
    sheet.circle(x, ground - 54, 11, fill=color)
    sheet.box(x - 13, ground - 40, 26, 40, fill=color, radius=9)


def _flower(sheet: Sheet, x: float, ground: float, color: str) -> None:
    sheet.line((x, ground), (x, ground - 26), fill="#5d8a70" if color != LINE else LINE, width=3)
    for turn in range(5):
        angle = turn * math.tau / 5
        sheet.circle(x + 7 * math.cos(angle), ground - 30 + 7 * math.sin(angle), 6, fill=color)
    sheet.circle(x, ground - 30, 4, fill=CARD)


def _mountain(sheet: Sheet, x: float, ground: float, color: str) -> None:
    sheet.shape((x - 48, ground), (x - 8, ground - 62), (x + 32, ground), fill=color)
    sheet.shape((x - 4, ground), (x + 22, ground - 40), (x + 48, ground), fill=_blend(color, "#ffffff", 0.25))


def _cyclist(sheet: Sheet, x: float, y: float) -> None:
    for wheel in (x - 46, x + 46):
        sheet.circle(wheel, y, 28, fill=INK)
        sheet.circle(wheel, y, 23, fill=CARD)
        sheet.circle(wheel, y, 4, fill=INK)
    sheet.line((x - 46, y), (x - 4, y), (x + 34, y - 44), (x - 22, y - 44), (x - 46, y), fill=TEAL, width=5)
    sheet.line((x - 22, y - 44), (x - 4, y), fill=TEAL, width=5)
    sheet.line((x + 30, y - 54), (x + 46, y), fill=TEAL, width=5)
    sheet.line((x - 22, y - 50), (x + 14, y - 92), (x + 32, y - 56), fill=INK, width=9)
    sheet.line((x - 22, y - 50), (x + 10, y - 34), (x - 2, y - 2), fill=INK, width=9)
    sheet.circle(x + 24, y - 108, 13, fill=AMBER)


def _polygon(x: float, y: float, radius: float, corners: int) -> list[tuple[float, float]]:
    angles = [turn * math.tau / corners for turn in range(corners)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def _lit(color: str, light: float) -> str:
    """The colour under `light` times as much light; beyond once it fades into white, as on a sensor."""
    return _blend("#000000", color, light) if light <= 1 else _blend(color, "#ffffff", 1 - 1 / light)


def _blend(first: str, second: str, share: float) -> str:
    """`share` of the second colour over the first."""
    pairs = zip(ImageColor.getrgb(first)[:3], ImageColor.getrgb(second)[:3], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
