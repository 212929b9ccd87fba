"""Samples are numbers between −1 and 1, whatever the file holds."""

from pathlib import Path

import numpy as np

from tests.media import record, tone
from tests.providers.speech.media.hear import heard


def test_samples_that_are_not_numbers_become_silent(tmp_path: Path) -> None:
    wild = tone(1)
    wild[0, 100:120] = [np.nan, np.inf, -np.inf, 1e30] * 5
    path = record(tmp_path / "x.wav", [wild], codec="pcm_f32le")
    samples = heard(path)
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 1.0
