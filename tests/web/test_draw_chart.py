"""Charts: bars and lines as high as their share, under a neat highest line."""

import pytest

from chronos.web.draw_chart import draw_bars, draw_counts, neat_top, path_of, sum_weeks


@pytest.mark.parametrize(
    ("most", "top"), [(0, 0), (0.03, 0.04), (1, 1), (2.5, 4), (4, 4), (7, 8), (9, 10), (10, 10), (11, 20), (523, 600)]
)
def test_highest_line_is_neat(most: float, top: float) -> None:
    assert neat_top([0, most]) == pytest.approx(top)


def test_bars_are_as_high_as_their_share() -> None:
    chart = draw_bars([1, 4, 4])
    assert [(bar.height, bar.is_most) for bar in chart.bars] == [(25, False), (100, True), (100, False)]
    assert [bar.x for bar in draw_bars([1, 4]).bars] == [0, 50]
    assert (chart.top, chart.middle) == ("4", "2")


def test_nothing_is_drawn_flat_and_without_labels() -> None:
    chart = draw_bars([0, 0])
    assert [(bar.height, bar.is_most) for bar in chart.bars] == [(0, False), (0, False)]
    assert chart.top == ""
    assert draw_bars([]).bars == []
    assert draw_counts([]).line == ""


def test_lines_go_from_side_to_side() -> None:
    assert path_of([0, 5, 10], 10) == "M0.0 100.0L500.0 50.0L1000.0 0.0"
    assert path_of([5], 10) == "M0.0 50.0L1000 50.0"
    assert draw_counts([0, 1]).middle == "1"
    assert draw_counts([3, 8]).area == "M0.0 62.5L1000.0 0.0L1000 100L0 100Z"


def test_weeks_are_sums_of_seven_days() -> None:
    assert sum_weeks([1] * 7 + [2] * 3) == [7, 6]
