"""The slides of the example course: one drawing sheet, one layout."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 854, 480  # pixels of the finished slide
FRAME = (474, 126, 814, 406)  # left, top, right, bottom of the picture

PAPER = "#f7f3ea"
CARD = "#fffdf8"
INK = "#1f2d3a"
MUTED = "#7d8790"
LINE = "#ded6c6"
AMBER = "#e39a2d"
TEAL = "#23777d"
SKY = "#bcd9dc"

_DETAIL = 3  # everything is drawn larger and scaled down, which smooths the edges


class Sheet:
    """A drawing surface measured in the pixels of the finished slide."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH * _DETAIL, HEIGHT * _DETAIL), PAPER)
        self._pen = ImageDraw.Draw(self._image)

    def finished(self) -> Image.Image:
        """The slide, WIDTH × HEIGHT, RGB."""
        return self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)

    def box(self, left: float, top: float, width: float, height: float, fill: str, radius: float = 0) -> None:
        """A filled rectangle."""
        edges = [value * _DETAIL for value in (left, top, left + width, top + height)]
        self._pen.rounded_rectangle(edges, radius=radius * _DETAIL, fill=fill)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle around (x, y)."""
        self._pen.circle((x * _DETAIL, y * _DETAIL), radius * _DETAIL, fill=fill)

    def shape(self, *corners: tuple[float, float], fill: str) -> None:
        """A filled polygon."""
        self._pen.polygon([(x * _DETAIL, y * _DETAIL) for x, y in corners], fill=fill)

    def line(self, *stops: tuple[float, float], fill: str = INK, width: float = 2) -> None:
        """A line through all the given points."""
        points = [(x * _DETAIL, y * _DETAIL) for x, y in stops]
        self._pen.line(points, fill=fill, width=round(width * _DETAIL), joint="curve")

    def text(self, x: float, y: float, words: str, size: float, **style: str) -> None:
        """Words at (x, y); style: `fill`, `anchor` as Pillow means it (default "lm"), `weight` "bold" or "plain"."""
        font = _font(size * _DETAIL, bold=style.get("weight") == "bold")
        place = (x * _DETAIL, y * _DETAIL)
        self._pen.text(place, words, font=font, fill=style.get("fill", INK), anchor=style.get("anchor", "lm"))

    def paste(self, picture: Image.Image, left: float, top: float) -> None:
        """Another picture, given in finished pixels, with its corner at (left, top)."""
        larger = picture.resize((picture.width * _DETAIL, picture.height * _DETAIL), Image.Resampling.NEAREST)
        self._image.paste(larger, (round(left * _DETAIL), round(top * _DETAIL)))


Diagram = Callable[[Sheet], None]


@dataclass(frozen=True, slots=True)
class Slide:
    """What one slide shows; `number` counts from one."""

    lesson: str
    heading: str
    points: tuple[str, ...]
    diagram: Diagram
    number: int
    total: int


def draw_slide(slide: Slide) -> Image.Image:
    """The slide as an RGB picture of WIDTH × HEIGHT pixels."""
    sheet = Sheet()
    sheet.box(0, 0, 10, HEIGHT, fill=TEAL)
    sheet.text(46, 44, slide.lesson, 15, fill=TEAL, weight="bold")
    sheet.text(44, 86, slide.heading, 34, weight="bold")
    for row, point in enumerate(slide.points):
        _draw_point(sheet, 166 + row * 82, point)
    left, top, right, bottom = FRAME
    sheet.box(left - 1, top - 1, right - left + 2, bottom - top + 2, fill=LINE, radius=15)
    sheet.box(left, top, right - left, bottom - top, fill=CARD, radius=14)
    slide.diagram(sheet)
    _draw_steps(sheet, slide.number, slide.total)
    return sheet.finished()


def _draw_point(sheet: Sheet, top: float, point: str) -> None:
    sheet.circle(53, top + 12, 6, fill=AMBER)
    for row, words in enumerate(_wrap(point, limit=31)):
        sheet.text(76, top + 12 + row * 28, words, 21)


def _draw_steps(sheet: Sheet, number: int, total: int) -> None:
    for step in range(total):
        sheet.box(46 + step * 40, 442, 30, 6, fill=AMBER if step < number else LINE, radius=3)
    sheet.text(814, 445, f"{number} / {total}", 15, fill=MUTED, anchor="rm")


def _wrap(words: str, limit: int) -> list[str]:
    """Lines of at most `limit` characters, broken at spaces."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= limit:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _font(size: float, *, bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """DejaVu where it is installed, otherwise the font that Pillow carries."""
    try:
        return ImageFont.truetype("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)
