"""What was encoded to judge its language is not encoded again to decode it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel

from chronos.providers.speech.whisper import Whisper
from tests.speech import load_whisper, read_aloud

pytestmark = pytest.mark.xdist_group("speech")  # one worker loads the model

FRAMES = 3_000  # of thirty seconds, which the decoder reads


def test_sound_is_encoded_once(models_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whisper: Whisper = load_whisper(models_home)
    encoded: list[int] = []
    encode = WhisperModel.encode

    def count(self: WhisperModel, features: Any) -> Any:
        if features.shape[-1] == FRAMES:  # not the pieces in which a language is heard
            encoded.append(len(features) if features.ndim > 2 else 1)
        return encode(self, features)

    monkeypatch.setattr(WhisperModel, "encode", count)
    samples, _ = read_aloud(pause_seconds=0.1)
    assert whisper.transcribe(samples).words
    assert sum(encoded) == 1
    assert whisper.transcribe(np.zeros(16_000, np.float32)).words == []
    assert sum(encoded) == 1
