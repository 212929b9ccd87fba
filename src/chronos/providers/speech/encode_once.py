"""Encode sound once, for judging its language and for decoding it: a third of the time of all."""

from collections.abc import Sequence
from hashlib import blake2b
from threading import Lock

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from numpy.typing import NDArray

from chronos.providers.speech.judge_languages import Probabilities

_MOST_KEPT = 16  # stretches of 30 s, 3 MB each: those of a window


class EncodingModel(WhisperModel):  # type: ignore[misc]
    """A Whisper model that remembers, by their content, the last stretches that it has encoded."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Load the model as `WhisperModel` does."""
        super().__init__(*args, **kwargs)
        self._encoded: dict[bytes, NDArray[np.float32]] = {}
        self._lock = Lock()

    def encode(self, features: NDArray[np.float32]) -> ctranslate2.StorageView:
        """Return the encoder's output for features of the shape (mels, frames), or for several of them."""
        batch = features[None] if features.ndim == 2 else features
        keys = [blake2b(one.tobytes(), digest_size=16).digest() for one in batch]
        with self._lock:
            known = {key: self._encoded[key] for key in keys if key in self._encoded}
        if missing := [i for i, key in enumerate(keys) if key not in known]:
            found = np.array(super().encode(np.ascontiguousarray(batch[missing])))
            known |= {keys[i]: found[row] for row, i in enumerate(missing)}
            self._keep(known)
        return ctranslate2.StorageView.from_array(np.stack([known[key] for key in keys]))

    def language_probabilities(self, sounds: Sequence[NDArray[np.float32]]) -> list[Probabilities]:
        """Return for each sound of up to 30 seconds how probable it is in each language."""
        features = np.stack([pad_or_trim(self.feature_extractor(sound)[..., :-1]) for sound in sounds])
        return [
            {token[2:-2]: probability for token, probability in heard}
            for heard in self.model.detect_language(self.encode(features))
        ]

    def forget(self) -> None:
        """Let go of everything that was encoded."""
        with self._lock:
            self._encoded.clear()

    def _keep(self, found: dict[bytes, NDArray[np.float32]]) -> None:
        with self._lock:
            self._encoded |= found
            for key in list(self._encoded)[:-_MOST_KEPT]:
                del self._encoded[key]
