"""Take pictures of a film: a poster, and sheets of small ones that show what is where."""

from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from av.video.frame import VideoFrame

from chronos.errors import Invalid
from chronos.providers.speech.media.guest.draw_picture import Picture, draw_picture, encode_picture
from chronos.providers.speech.media.guest.judge_picture import Worth, judge_picture
from chronos.providers.speech.media.guest.open_media import open_media
from chronos.providers.speech.media.guest.pick_frames import choose_film, pick_frame, pick_frames, shown_at
from chronos.providers.speech.media.pictures import (
    COLUMNS,
    POSTER_HEIGHT,
    POSTER_WIDTH,
    ROWS,
    TILE_HEIGHT,
    TILE_WIDTH,
    Poster,
    count_tiles,
    seconds_between,
)

_CANDIDATES = 12  # for the poster, spread over the film, beside the small pictures
_WELL_PLACED = (0.02, 0.6)  # parts of the film; a poster should not give its end away


def take_pictures(file: BinaryIO, duration_seconds: float) -> Iterator[Poster | bytes]:
    """Yield each sheet when it is full, and the poster last; nothing for a file without moving pictures.

    Raises Invalid: what `open_media` raises, codec_unknown, and media_damaged when no frame can be decoded.
    """
    with open_media(file) as media:
        track = choose_film(media)
        if track is None:
            return
        shape, step = track.sample_aspect_ratio, seconds_between(duration_seconds)
        tiles = [i * step for i in range(count_tiles(duration_seconds))]
        targets = sorted({*tiles, *(duration_seconds * (i + 0.5) / _CANDIDATES for i in range(_CANDIDATES))})
        numbers = {second: i for i, second in enumerate(tiles)}
        best: tuple[Worth, VideoFrame, float] | None = None
        sheet = _Sheet(len(tiles))
        for place, frame in pick_frames(media, track, targets, step / 2):
            part = targets[place] / duration_seconds if duration_seconds else 0.0
            worth = judge_picture(frame, is_well_placed=_WELL_PLACED[0] <= part <= _WELL_PLACED[1])
            if best is None or worth > best[0]:
                best = worth, frame, shown_at(track, frame)
            if (number := numbers.get(targets[place])) is not None:
                sheet.add(number, draw_picture(frame, TILE_WIDTH, TILE_HEIGHT, shape))
                if sheet.is_full:
                    yield sheet.encode()
        if best is None:
            raise Invalid(
                "The pictures are damaged and cannot be decoded: export the file again.", code="media_damaged"
            )
        yield Poster(encode_picture(draw_picture(best[1], POSTER_WIDTH, POSTER_HEIGHT, shape)), best[2])


def take_poster(file: BinaryIO, second: float) -> Poster | None:
    """Return what is shown at `second`; None for a file without moving pictures. Raises as `take_pictures` does."""
    with open_media(file) as media:
        track = choose_film(media)
        if track is None:
            return None
        frame = pick_frame(media, track, second)
        if frame is None:
            raise Invalid(
                "The pictures are damaged and cannot be decoded: export the file again.", code="media_damaged"
            )
        picture = draw_picture(frame, POSTER_WIDTH, POSTER_HEIGHT, track.sample_aspect_ratio)
        return Poster(encode_picture(picture), shown_at(track, frame))


class _Sheet:
    """Tiles in rows, from the top left; one sheet after the other."""

    def __init__(self, count: int) -> None:
        self._left = count
        self._begin()

    def _begin(self) -> None:
        self._size = min(self._left, COLUMNS * ROWS)
        self._added = 0
        rows, columns = -(-self._size // COLUMNS), min(self._size, COLUMNS)
        self._picture = np.zeros((rows * TILE_HEIGHT, columns * TILE_WIDTH, 3), np.uint8)

    @property
    def is_full(self) -> bool:
        return self._added == self._size

    def add(self, number: int, tile: Picture) -> None:
        """Put the tile into the middle of its box."""
        row, column = divmod(number % (COLUMNS * ROWS), COLUMNS)
        height, width, _ = tile.shape
        top = row * TILE_HEIGHT + (TILE_HEIGHT - height) // 2
        left = column * TILE_WIDTH + (TILE_WIDTH - width) // 2
        self._picture[top : top + height, left : left + width] = tile
        self._added += 1

    def encode(self) -> bytes:
        content = encode_picture(self._picture)
        self._left -= self._size
        self._begin()
        return content
