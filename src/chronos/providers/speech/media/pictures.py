"""Pictures of a film: their sizes, and how many seconds lie between two small ones."""

import math
from dataclasses import dataclass

PICTURE_TYPE = "image/webp"
POSTER_WIDTH, POSTER_HEIGHT = 1280, 720
TILE_WIDTH, TILE_HEIGHT = 160, 90
COLUMNS, ROWS = 10, 10  # of a sheet
MAX_TILES = 1000  # ten sheets, also for a film of a day
_SHORT_SECONDS = 1800.0  # a film up to this length has a small picture each 5 s, a longer one each 10 s
_CLOSE_SECONDS, _WIDE_SECONDS = 5.0, 10.0


@dataclass(frozen=True, slots=True)
class Poster:
    """A poster as WebP, up to 1280×720, and the second of the film that it shows."""

    content: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Pictures:
    """What was taken of a film. Each sheet is WebP of up to 10×10 tiles in rows; tile i shows second i × the step."""

    poster: Poster
    sheets: tuple[bytes, ...]
    tiles: int
    seconds_between: float


def seconds_between(duration_seconds: float) -> float:
    """Return the seconds between two small pictures of a film of this length."""
    step = _CLOSE_SECONDS if duration_seconds <= _SHORT_SECONDS else _WIDE_SECONDS
    return max(step, float(math.ceil(duration_seconds / MAX_TILES)))


def count_tiles(duration_seconds: float) -> int:
    """Return how many small pictures a film of this length has."""
    return max(math.ceil(duration_seconds / seconds_between(duration_seconds)), 1)
