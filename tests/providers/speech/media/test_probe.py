"""What a complete media file holds."""

from pathlib import Path

import numpy as np
import pytest

from chronos.providers.speech import SAMPLE_RATE, cut_windows
from chronos.providers.speech.media import probe
from tests.media import a_video_without_audio, record, tone
from tests.providers.speech.media.hear import heard


@pytest.mark.parametrize("ending", ["mp4", "mov", "mkv", "webm", "m4a", "mp3", "wav", "ogg", "flac", "aac"])
def test_every_accepted_container_is_probed(tmp_path: Path, ending: str) -> None:
    has_video = ending in ("mp4", "mov", "mkv", "webm")
    path = record(tmp_path / f"x.{ending}", [tone(3)], picture_seconds=3 if has_video else 0)
    info = probe(path)
    assert (info.container, info.has_audio, info.has_video) == (ending, True, has_video)
    assert info.duration_seconds == pytest.approx(3, abs=0.1)
    samples = heard(path)
    assert len(samples) / SAMPLE_RATE == pytest.approx(3, abs=0.1)
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.1)


def test_video_without_audio(tmp_path: Path) -> None:
    path = a_video_without_audio(tmp_path / "x.mp4")
    assert (probe(path).has_audio, probe(path).audio_codec) == (False, None)
    assert list(cut_windows(path)) == []


def test_cover_picture_is_not_a_video(tmp_path: Path) -> None:
    assert not probe(record(tmp_path / "x.mp3", [tone(1)])).has_video
