"""Take pictures of a film, or draw an uploaded one anew, in the decoder's own process."""

import json

from chronos.providers.speech.media.call_guest import GUESTS
from chronos.providers.speech.media.channel import INFO, PICTURE
from chronos.providers.speech.media.media_info import Source
from chronos.providers.speech.media.open_source import open_source
from chronos.providers.speech.media.pictures import (
    POSTER_HEIGHT,
    POSTER_WIDTH,
    Pictures,
    Poster,
    count_tiles,
    seconds_between,
)


def take_pictures(source: Source, duration_seconds: float) -> Pictures | None:
    """Return a poster and the sheets of small pictures; None for a file without moving pictures. Blocking.

    One pass over the file, in at most half a minute of processor time: a long film of many pixels has small pictures
    that repeat. Raises Invalid, with one sentence for the file's owner; ProviderError.
    """
    sheets: list[bytes] = []
    poster: Poster | None = None
    with open_source(source) as file:
        for kind, payload in GUESTS.call(file, {"task": "pictures", "duration_seconds": duration_seconds}):
            if kind == PICTURE:
                sheets.append(payload)
            elif kind == INFO:
                poster = Poster(sheets.pop(), json.loads(payload)["poster_seconds"])
    if poster is None:
        return None
    return Pictures(poster, tuple(sheets), count_tiles(duration_seconds), seconds_between(duration_seconds))


def take_poster(source: Source, second: float) -> Poster | None:
    """Return what the film shows at `second`; None for a file without moving pictures. Blocking.

    Raises as `take_pictures` does.
    """
    content, shown = b"", second
    with open_source(source) as file:
        for kind, payload in GUESTS.call(file, {"task": "poster", "second": second}):
            if kind == PICTURE:
                content = payload
            elif kind == INFO:
                shown = json.loads(payload)["poster_seconds"]
    return Poster(content, shown) if content else None


def draw_image(source: Source, box: tuple[int, int] = (POSTER_WIDTH, POSTER_HEIGHT)) -> bytes:
    """Return an uploaded JPEG, PNG or WebP file as WebP that fits into `box`, without what else it holds. Blocking.

    `box`: width and height. A transparent image is laid on white.

    Raises Invalid (`picture_unknown`, `picture_damaged`, `decoder_stopped`), ProviderError.
    """
    with open_source(source) as file:
        return dict(GUESTS.call(file, {"task": "image", "box": box}))[PICTURE]
