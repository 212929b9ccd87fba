"""Sound is decoded on the clock of the player."""

from pathlib import Path

import av
import numpy as np
import pytest

from chronos.errors import Invalid
from chronos.providers.speech import SAMPLE_RATE
from chronos.providers.speech.media import decode_sound
from tests.media import a_silent_video, record, tone
from tests.providers.speech.media.hear import first_loud_second, heard


def test_silence_stays_silent(tmp_path: Path) -> None:
    assert not np.any(np.abs(heard(a_silent_video(tmp_path / "x.mp4"))) > 1e-4)


def test_damaged_sound_is_refused(tmp_path: Path) -> None:
    path = record(tmp_path / "x.m4a", [tone(6)])
    content = bytearray(path.read_bytes())
    begin, end = len(content) // 6, len(content) * 9 // 10  # its index, which stands last, is whole
    content[begin:end] = np.random.default_rng(1).bytes(end - begin)
    path.write_bytes(content)
    with pytest.raises(Invalid, match=r"^The sound is damaged: only 0:0\d of 0:06 can be decoded\. "):
        list(decode_sound(path))


@pytest.mark.parametrize("ending", ["mkv", "webm"])
@pytest.mark.parametrize("picture_seconds", [0, 100])
def test_a_hole_in_the_file_is_lost_sound(tmp_path: Path, ending: str, picture_seconds: int) -> None:
    """FFmpeg reads on at the next cluster, and the packets between are not even seen."""
    path = record(tmp_path / f"x.{ending}", [tone(100)], picture_seconds=picture_seconds)
    content = bytearray(path.read_bytes())
    begin, length = len(content) // 2, max(len(content) // 50, 5000)
    content[begin : begin + length] = np.random.default_rng(1).bytes(length)
    path.write_bytes(content)
    lost: list[float] = []
    list(decode_sound(path, on_lost=lost.append))
    assert lost
    assert 1 <= lost[0] <= 10
    begin, length = len(content) // 3, len(content) // 4
    content[begin : begin + length] = np.random.default_rng(1).bytes(length)
    path.write_bytes(content)
    with pytest.raises(Invalid, match=r"^The sound is damaged: only 1:\d\d of 1:40 can be decoded\. "):
        list(decode_sound(path))


@pytest.mark.parametrize("ending", ["mp4", "mkv", "webm"])
@pytest.mark.parametrize("picture_seconds", [0, 4])
def test_late_sound_keeps_its_time(tmp_path: Path, ending: str, picture_seconds: int) -> None:
    path = record(tmp_path / f"x.{ending}", [tone(3)], picture_seconds=picture_seconds, starts={0: 0.5})
    assert first_loud_second(heard(path)) == pytest.approx(0.5, abs=0.02)


def test_gap_is_filled_with_silence(tmp_path: Path) -> None:
    path = tmp_path / "x.mkv"
    with av.open(str(path), "w") as container:
        track = container.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="mono")
        for second in (0, 1, 5):
            frame = av.AudioFrame.from_ndarray((tone(1) * 32767).astype(np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE, second * SAMPLE_RATE
            container.mux(track.encode(frame))
    samples = heard(path)
    assert len(samples) == pytest.approx(6 * SAMPLE_RATE, abs=100)
    assert np.abs(samples[int(2.1 * SAMPLE_RATE) : int(4.9 * SAMPLE_RATE)]).max() < 1e-3
    assert first_loud_second(samples[int(4.5 * SAMPLE_RATE) :]) == pytest.approx(0.5, abs=0.02)


def test_lost_seconds_are_counted(tmp_path: Path) -> None:
    path = record(tmp_path / "x.m4a", [tone(40)])
    content = bytearray(path.read_bytes())
    begin, length = len(content) // 2, len(content) // 20  # two seconds
    content[begin : begin + length] = bytes(length)
    path.write_bytes(content)
    lost: list[float] = []
    samples = np.concatenate(list(decode_sound(path, on_lost=lost.append)), axis=1)
    assert samples.shape[1] == pytest.approx(40 * SAMPLE_RATE, rel=0.01)  # they are silent
    assert lost == [pytest.approx(2, abs=0.5)]


@pytest.mark.parametrize("ending", ["mp4", "m4a", "mkv", "webm", "ogg", "mp3", "wav", "flac", "aac"])
@pytest.mark.parametrize("start", [0.0, 1.5])
def test_whole_sound_has_lost_nothing(tmp_path: Path, ending: str, start: float) -> None:
    lost: list[float] = []
    path = record(tmp_path / f"x.{ending}", [tone(4)], starts={0: start})
    list(decode_sound(path, on_lost=lost.append))
    assert lost == []
