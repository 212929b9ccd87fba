"""How many small pictures a film has."""

import pytest

from chronos.providers.speech.media.pictures import MAX_TILES, count_tiles, seconds_between


@pytest.mark.parametrize(
    ("seconds", "between", "tiles"),
    [
        (0.0, 5, 1),
        (4.9, 5, 1),
        (12.0, 5, 3),
        (1800.0, 5, 360),
        (1801.0, 10, 181),
        (7200.0, 10, 720),
        (36_000.0, 36, 1000),
        (86_400.0, 87, 994),
    ],
)
def test_small_pictures_are_near_and_few(seconds: float, between: float, tiles: int) -> None:
    assert (seconds_between(seconds), count_tiles(seconds)) == (between, tiles)
    assert count_tiles(seconds) <= MAX_TILES
