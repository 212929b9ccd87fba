"""What students hear of a video as the studio draws it: a curve over stills, with questions beneath."""

from collections.abc import Sequence
from dataclasses import dataclass

from chronos.analytics import VideoCurve
from chronos.videos import Storyboard, Tile
from chronos.web.draw_chart import path_of

PARTS = 100  # of a video, each of which is a point of the curve, a link and a row of the table
STILLS = 10
HEIGHT = 140  # of the curve, in units of the picture
DENSITY_HEIGHT = 32


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a video: its first second, the students who heard it, and again, on average, and its questions.

    `bar`: the height of its questions in units of the picture; None: withheld.
    """

    second: int
    heard: int
    again: int | None
    questions: int | None
    bar: float | None


@dataclass(frozen=True, slots=True)
class Still:
    """A picture of the storyboard: the address of its sheet, and where it is on that."""

    sheet: str
    tile: Tile


@dataclass(frozen=True, slots=True)
class CurveView:
    """A curve to draw. `line` and `again` are paths as high as all viewers; no `parts`: withheld."""

    curve: VideoCurve
    parts: Sequence[Part]
    line: str
    again: str
    stills: Sequence[Still]


def view_curve(curve: VideoCurve, storyboard: Storyboard | None) -> CurveView:
    """Return the curve in at most `PARTS` parts, each of whole seconds."""
    heard = curve.heard or ()
    bounds = part_bounds(len(heard))
    again = curve.heard_again if curve.heard_again is not None and len(curve.heard_again) == len(heard) else None
    asked = curve.questions_at if curve.questions_at is not None and len(curve.questions_at) == len(heard) else None
    questions = [sum(asked[first:end]) for first, end in bounds] if asked is not None else [None] * len(bounds)
    most = max((each or 0 for each in questions), default=0)
    means = [_mean(heard[first:end]) for first, end in bounds]
    means_again = [_mean(again[first:end]) for first, end in bounds] if again is not None else []
    parts = [
        Part(
            first,
            round(means[place]),
            round(means_again[place]) if means_again else None,
            asked_here,
            round(DENSITY_HEIGHT * asked_here / most, 1) if asked_here and most else None,
        )
        for place, ((first, _), asked_here) in enumerate(zip(bounds, questions, strict=True))
    ]
    return CurveView(
        curve,
        parts,
        path_of(means, curve.viewers, HEIGHT),
        path_of(means_again, curve.viewers, HEIGHT),
        choose_stills(storyboard),
    )


def part_bounds(seconds: int) -> list[tuple[int, int]]:
    """Return the first second of each part and the one after its last; a short video has a part for each second."""
    parts = min(PARTS, seconds)
    return [(seconds * place // parts, seconds * (place + 1) // parts) for place in range(parts)]


def choose_stills(storyboard: Storyboard | None) -> list[Still]:
    """Return pictures at even distances, each from the middle of its share of the video."""
    if storyboard is None or not storyboard.tiles:
        return []
    places = [min(storyboard.tiles - 1, int(storyboard.tiles * (place + 0.5) / STILLS)) for place in range(STILLS)]
    tiles = [storyboard.tile(place) for place in places]
    return [Still(f"/videos/{storyboard.video_id}/{storyboard.sheet_address(tile.sheet)}", tile) for tile in tiles]


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)
