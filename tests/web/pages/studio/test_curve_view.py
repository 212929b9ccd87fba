"""The curve of a video, in parts."""

from uuid import UUID

import pytest

from chronos.analytics import VideoCurve
from chronos.model import CreatorId, VideoId
from chronos.videos import Storyboard, Tile
from chronos.web.pages.studio.curve_view import PARTS, STILLS, choose_stills, part_bounds, view_curve

VIDEO = VideoId(UUID(int=1))


def a_curve(heard: list[int] | None, again: list[int] | None = None, asked: list[int] | None = None) -> VideoCurve:
    return VideoCurve(VIDEO, "Light", 4.0, 8, 2, None, 0, 0, heard, again, asked, [], [], 5, {})


def test_short_videos_have_a_part_for_each_second() -> None:
    view = view_curve(a_curve([8, 8, 4, 2], [0, 5, 5, 0], [0, 0, 2, 1]), None)
    assert [(part.second, part.heard, part.again, part.questions, part.bar) for part in view.parts] == [
        (0, 8, 0, 0, None),
        (1, 8, 5, 0, None),
        (2, 4, 5, 2, 32),
        (3, 2, 0, 1, 16),
    ]
    assert view.line == "M0.0 0.0L333.3 0.0L666.7 70.0L1000.0 105.0"
    assert view.again.startswith("M0.0 140.0L333.3 52.5")
    assert view.stills == []


def test_withheld_numbers_are_not_drawn() -> None:
    view = view_curve(a_curve([8, 8]), None)
    assert [(part.again, part.questions, part.bar) for part in view.parts] == [(None, None, None)] * 2
    assert view.again == ""
    assert view_curve(a_curve(None, None, [0, 1]), None).parts == []


@pytest.mark.parametrize("seconds", [0, 1, 99, 100, 101, 250, 3601])
def test_parts_hold_each_second_once(seconds: int) -> None:
    bounds = part_bounds(seconds)
    assert len(bounds) == min(PARTS, seconds)
    assert [second for first, end in bounds for second in range(first, end)] == list(range(seconds))


def test_long_videos_have_means_and_sums() -> None:
    view = view_curve(a_curve([4, 8] * 100, None, [1, 0] * 100), None)
    assert len(view.parts) == PARTS
    assert {(part.heard, part.questions) for part in view.parts} == {(6, 1)}


def test_stills_are_at_even_distances() -> None:
    stills = choose_stills(Storyboard(VIDEO, CreatorId(UUID(int=2)), "ab" * 16, 105, 10.0, 1045.0))
    assert len(stills) == STILLS
    assert stills[0].tile == Tile(0, 800, 0, 1600, 900)
    assert stills[0].sheet == f"/videos/{VIDEO}/storyboard/0.webp?v=abababab"
    few = choose_stills(Storyboard(VIDEO, CreatorId(UUID(int=2)), "ab" * 16, 2, 5.0, 8.0))
    assert [still.tile.x for still in few] == [0] * 5 + [160] * 5
