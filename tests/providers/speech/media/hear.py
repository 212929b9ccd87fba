"""Tools for tests of media files."""

from pathlib import Path

import numpy as np
import pytest

from chronos.errors import Invalid
from chronos.providers.speech import SAMPLE_RATE, cut_windows
from chronos.providers.speech.media import probe
from tests.media import Samples

LOUD = 0.1  # a tone is louder than this, coding noise is not


def refusal(source: Path) -> str:
    """Return the code with which `source` is refused; every refusal is one line."""
    with pytest.raises(Invalid) as caught:
        probe(source)
    assert len(str(caught.value).splitlines()) == 1
    return caught.value.code


def heard(source: Path) -> Samples:
    """Return all of the sound, as Whisper gets it."""
    return np.concatenate([window.samples for window in cut_windows(source)])


def first_loud_second(samples: Samples) -> float:
    return int(np.argmax(np.abs(samples) > LOUD)) / SAMPLE_RATE
