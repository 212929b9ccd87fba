"""The default audio track is taken, unless another one alone has speech."""

from pathlib import Path

import numpy as np
import pytest

from chronos.providers.speech import find_spoken_track
from chronos.providers.speech.media import probe
from tests.media import Samples, melody, record
from tests.speech import librivox_clips


@pytest.mark.parametrize(
    ("kinds", "number"),
    [
        (["speech", "silence"], 1),
        (["silence", "speech"], 2),
        (["melody", "silence", "speech"], 3),
        (["silence"] * 2, 1),
    ],
)
def test_track_with_speech_is_found(tmp_path: Path, kinds: list[str], number: int) -> None:
    speech = librivox_clips()[0].samples[None, : 6 * 16_000]
    tracks: dict[str, Samples] = {"speech": speech, "silence": np.zeros_like(speech), "melody": melody(6)}
    path = record(tmp_path / "x.mp4", [tracks[kind] for kind in kinds], picture_seconds=6)
    found = find_spoken_track(path, probe(path).audio_tracks)
    assert found is not None
    assert found.number == number
