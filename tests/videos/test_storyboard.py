"""The list of small pictures says when each is shown, and where on which sheet it is."""

from uuid import UUID

import pytest

from chronos.errors import NotFound
from chronos.model import CreatorId, VideoId
from chronos.videos.storyboard import Storyboard, Tile

VIDEO, CREATOR = VideoId(UUID(int=1)), CreatorId(UUID(int=2))


def board(tiles: int, between: float, duration: float) -> Storyboard:
    return Storyboard(VIDEO, CREATOR, "ab" * 16, tiles, between, duration)


def test_times_and_boxes() -> None:
    assert board(3, 5.0, 12.4).to_vtt() == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:05.000\nstoryboard/0.webp?v=abababab#xywh=0,0,160,90\n\n"
        "00:00:05.000 --> 00:00:10.000\nstoryboard/0.webp?v=abababab#xywh=160,0,160,90\n\n"
        "00:00:10.000 --> 00:00:12.400\nstoryboard/0.webp?v=abababab#xywh=320,0,160,90\n"
    )


def test_rows_and_sheets() -> None:
    cues = board(105, 10.0, 1045.0).to_vtt().split("\n\n")[1:]
    assert len(cues) == 105
    assert cues[10].endswith("storyboard/0.webp?v=abababab#xywh=0,90,160,90")
    assert cues[99].endswith("storyboard/0.webp?v=abababab#xywh=1440,810,160,90")
    assert cues[100] == "00:16:40.000 --> 00:16:50.000\nstoryboard/1.webp?v=abababab#xywh=0,0,160,90"


def test_last_sheet_is_as_large_as_its_pictures() -> None:
    assert board(105, 10.0, 1045.0).tile(99) == Tile(0, 1440, 810, 1600, 900)
    assert board(105, 10.0, 1045.0).tile(103) == Tile(1, 480, 0, 800, 90)
    assert board(112, 10.0, 1115.0).tile(111) == Tile(1, 160, 90, 1600, 180)


def test_no_cue_ends_before_it_begins() -> None:
    assert "00:00:05.000 --> 00:00:05.001" in board(2, 5.0, 5.0).to_vtt()


def test_sheets_have_names() -> None:
    assert board(100, 5.0, 500.0).sheets == 1
    assert board(101, 5.0, 501.0).sheet(1) == f"{CREATOR}/{VIDEO}/storyboard-{'ab' * 16}-1.webp"
    for number in (-1, 2):
        with pytest.raises(NotFound):
            board(101, 5.0, 501.0).sheet(number)
