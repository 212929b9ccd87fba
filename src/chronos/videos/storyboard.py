"""The storyboard of a video: sheets of small pictures, and the WebVTT file that says which shows what."""

import math
from dataclasses import dataclass

from chronos.db import Tx, load_queries
from chronos.errors import NotFound
from chronos.model import CreatorId, VideoId
from chronos.providers.speech.media import COLUMNS, ROWS, TILE_HEIGHT, TILE_WIDTH
from chronos.videos.captions import vtt_time

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a small picture is: the number of its sheet with the sheet's size, and its left top corner, in pixels."""

    sheet: int
    x: int
    y: int
    sheet_width: int
    sheet_height: int


@dataclass(frozen=True, slots=True)
class Storyboard:
    """Which small pictures there are. Tile i shows the video from second i × `seconds_between`, or little later."""

    video_id: VideoId
    creator_id: CreatorId
    storyboard: str
    tiles: int
    seconds_between: float
    duration_seconds: float

    @property
    def sheets(self) -> int:
        """How many sheets there are."""
        return sheet_count(self.tiles)

    def sheet(self, number: int) -> str:
        """Return the name of a sheet in bucket `thumbnails`. Raises NotFound (`no_picture`)."""
        if not 0 <= number < self.sheets:
            raise no_picture()
        return sheet_name(self.creator_id, self.video_id, self.storyboard, number)

    def sheet_address(self, number: int) -> str:
        """Return the address of a sheet, relative to that of the video; new pictures have a new one."""
        return f"storyboard/{number}.webp?v={self.storyboard[:8]}"

    def tile(self, number: int) -> Tile:
        """Return where a small picture is. The last sheet is as large as its pictures."""
        sheet, place = divmod(number, COLUMNS * ROWS)
        row, column = divmod(place, COLUMNS)
        held = min(COLUMNS * ROWS, self.tiles - sheet * COLUMNS * ROWS)
        width, height = min(held, COLUMNS) * TILE_WIDTH, math.ceil(held / COLUMNS) * TILE_HEIGHT
        return Tile(sheet, column * TILE_WIDTH, row * TILE_HEIGHT, width, height)

    def to_vtt(self) -> str:
        """Return WebVTT whose cues name a box of a sheet (Media Fragments URI 1.0 §4.2.2), as players take it.

        Addresses are relative to that of the file.
        """
        cues = []
        for tile in range(self.tiles):
            place = self.tile(tile)
            begin = tile * self.seconds_between
            end = self.duration_seconds if tile == self.tiles - 1 else begin + self.seconds_between
            box = f"{place.x},{place.y},{TILE_WIDTH},{TILE_HEIGHT}"
            address = f"{self.sheet_address(place.sheet)}#xywh={box}"
            cues.append(f"{vtt_time(begin)} --> {vtt_time(max(end, begin + 0.001))}\n{address}\n")
        return "\n".join(["WEBVTT\n", *cues])


async def get_storyboard(tx: Tx, video_id: VideoId) -> Storyboard:
    """Return the storyboard. Raises NotFound (`no_picture`) for a video without, or that the actor may not see."""
    row = await tx.fetch_one(_QUERIES["get_storyboard"], {"id": video_id})
    if row is None:
        raise no_picture()
    return Storyboard(video_id=video_id, **row)


def sheet_name(creator_id: CreatorId, video_id: VideoId, storyboard: str, number: int) -> str:
    """Return the name of a sheet's object in bucket `thumbnails`."""
    return f"{creator_id}/{video_id}/storyboard-{storyboard}-{number}.webp"


def sheet_count(tiles: int) -> int:
    """Return how many sheets so many small pictures take."""
    return math.ceil(tiles / (COLUMNS * ROWS))


def no_picture() -> NotFound:
    """Return the error for a picture that does not exist for the actor."""
    return NotFound("There is no such picture.", code="no_picture")
