"""Frames are picked at their seconds, and within a budget of processor time."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.errors import Invalid
from chronos.providers.speech.media.guest import pick_frames as module
from chronos.providers.speech.media.guest.open_media import open_media
from chronos.providers.speech.media.guest.pick_frames import choose_film, pick_frame, pick_frames, shown_at
from tests.media import a_film, plain, record, tone


def brighter(second: float) -> NDArray[np.uint8]:
    """Grey that tells the second: by 8 brighter with each."""
    return plain(*[int(second) * 8] * 3, width=64, height=48)


def picked(path: Path, seconds: Sequence[float], slack_seconds: float = 0.0) -> list[tuple[int, float, int]]:
    """The place, the time and the second that is seen of each frame that is picked."""
    with path.open("rb") as file, open_media(file) as media:
        track = choose_film(media)
        assert track is not None
        return [
            (place, round(shown_at(track, frame), 2), round(frame.to_ndarray(format="gray").mean() / 8))
            for place, frame in pick_frames(media, track, seconds, slack_seconds)
        ]


@pytest.fixture(params=["keys", "one key"])
def film(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Thirty seconds, with a key frame every three or at the beginning alone; H.264 reorders its frames."""
    options = {"g": "30" if request.param == "keys" else "10000", "sc_threshold": "0"}
    return a_film(tmp_path / "x.mp4", brighter, 30, options=options)


def test_first_frame_at_each_second_is_picked(film: Path) -> None:
    seconds = [0.0, 1.0, 4.5, 4.55, 17.0, 29.9]
    assert picked(film, seconds) == [(0, 0, 0), (1, 1, 1), (2, 4.5, 4), (3, 4.6, 4), (4, 17, 17), (5, 29.9, 29)]


def test_near_key_frame_is_enough(tmp_path: Path) -> None:
    film = a_film(tmp_path / "x.mp4", brighter, 30, options={"g": "30", "sc_threshold": "0"})
    assert picked(film, [2.0, 4.0, 6.5], slack_seconds=1.5) == [(0, 3, 3), (1, 4, 4), (2, 6.5, 6)]


def test_seconds_after_the_end_have_the_last_frame(film: Path) -> None:
    assert picked(film, [29.0, 31.0, 99.0]) == [(0, 29, 29), (1, 29.9, 29), (2, 29.9, 29)]


def test_long_run_is_decoded_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = a_film(tmp_path / "x.mp4", brighter, 30, options={"g": "10000", "sc_threshold": "0"})
    monkeypatch.setattr(module, "_RUN_PACKETS", 40)
    seconds = [float(second) for second in range(30)]
    assert picked(film, seconds) == [(second, second, second) for second in range(30)]


def test_without_time_key_frames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = a_film(tmp_path / "x.mp4", brighter, 30, options={"g": "30", "sc_threshold": "0"})
    monkeypatch.setattr(module, "EXACT_SHARE", 0.0)
    assert picked(film, [2.0, 4.0, 16.5]) == [(0, 0, 0), (1, 3, 3), (2, 15, 15)]


@pytest.mark.parametrize("run_packets", [40, 1200])
def test_without_any_time_frames_repeat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_packets: int) -> None:
    clock = iter(np.arange(0, 1e6, 0.25))  # each look at the clock costs a quarter of a second
    film = a_film(tmp_path / "x.mp4", brighter, 30, options={"g": "30", "sc_threshold": "0"})
    monkeypatch.setattr(module, "_RUN_PACKETS", run_packets)
    monkeypatch.setattr(module, "BUDGET_SECONDS", 4.0)
    monkeypatch.setattr(time, "process_time", lambda: float(next(clock)))
    frames = picked(film, [float(second) for second in range(30)])
    assert [place for place, _, _ in frames] == list(range(30))
    times = [at for _, at, _ in frames]
    assert times == sorted(times)
    assert 1 < len(set(times)) < 20


def test_film_of_which_nothing_can_be_decoded_has_none(tmp_path: Path) -> None:
    film = a_film(tmp_path / "x.mp4", brighter, 3)
    content = film.read_bytes()
    begin, end = content.index(b"mdat") + 4, content.index(b"moov") - 4
    film.write_bytes(content[:begin] + bytes(end - begin) + content[end:])
    assert picked(film, [0.0, 1.0]) == []


@pytest.mark.parametrize(("second", "shown"), [(0.0, 0), (0.05, 0), (7.0, 7), (7.09, 7), (29.9, 29.9), (500, 29.9)])
def test_one_frame_is_the_one_that_is_shown(film: Path, second: float, shown: float) -> None:
    with film.open("rb") as file, open_media(file) as media:
        track = choose_film(media)
        assert track is not None
        frame = pick_frame(media, track, second)
        assert frame is not None
        assert shown_at(track, frame) == pytest.approx(shown, abs=0.01)


def test_search_for_one_frame_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = a_film(tmp_path / "x.mp4", brighter, 30, options={"g": "10000", "sc_threshold": "0"})
    monkeypatch.setattr(module, "SEEK_SECONDS", -1.0)
    with film.open("rb") as file, open_media(file) as media:
        track = choose_film(media)
        assert track is not None
        frame = pick_frame(media, track, 29.0)
        assert frame is None or shown_at(track, frame) < 5


def test_only_moving_pictures_of_known_codecs_are_a_film(tmp_path: Path) -> None:
    with record(tmp_path / "x.mp3", [tone(1)]).open("rb") as file, open_media(file) as media:
        assert choose_film(media) is None
    film = a_film(tmp_path / "x.mkv", brighter, 1, codec="ffv1")
    with film.open("rb") as file, open_media(file) as media, pytest.raises(Invalid, match="ffv1"):
        choose_film(media)
