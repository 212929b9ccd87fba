"""Encode sound once, for judging its language and for decoding it: a third of the time of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from numpy.typing import NDArray

from chronos.model import TimeSpan
from chronos.providers.speech.find_speech import Speech
from chronos.providers.speech.judge_languages import Probabilities
from chronos.providers.speech.transcriber import SAMPLE_RATE

_MOST_KEPT = 16  # stretches of 30 s, 3 MB each: those of a window
_FRAMES = 50  # of the encoder, a second


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

    def judge_within(self, sound: NDArray[np.float32], parts: Sequence[tuple[float, float]]) -> list[Probabilities]:
        """Return how probable parts of a sound of up to 30 seconds are in each language.

        `parts` are from and to which second of it. They are cut out of what the encoder gives for the whole: judging
        all costs no more than judging the whole.
        """
        encoded = np.array(self.encode(pad_or_trim(self._features(sound))))[0]
        cuts = [(round(start * _FRAMES), max(round(end * _FRAMES), round(start * _FRAMES) + 1)) for start, end in parts]
        if len(cuts) == 1:  # with the silence after it, which is surer
            return [self._judge(encoded[None])]
        return [self._judge(encoded[None, start:end]) for start, end in cuts]

    def judge_alone(self, sound: NDArray[np.float32]) -> Probabilities:
        """Return how probable a sound is in each language. It is not filled up to 30 seconds: a tenth of the time."""
        features = self._features(sound)[..., : max(len(sound) * _FRAMES * 2 // SAMPLE_RATE, 2)]
        return self._judge(np.array(super().encode(np.ascontiguousarray(features[None]))))

    def _features(self, sound: NDArray[np.float32]) -> NDArray[np.float32]:
        features: NDArray[np.float32] = self.feature_extractor(sound)[..., :-1]
        return features

    def _judge(self, encoded: NDArray[np.float32]) -> Probabilities:
        heard = self.model.detect_language(ctranslate2.StorageView.from_array(np.ascontiguousarray(encoded)))[0]
        return {token[2:-2]: probability for token, probability in heard}

    def forget(self) -> None:
        """Let go of everything that was encoded."""
        with self._lock:
            self._encoded.clear()

    def _keep(self, found: dict[bytes, NDArray[np.float32]]) -> None:
        with self._lock:
            self._encoded |= found
            for key in list(self._encoded)[:-_MOST_KEPT]:
                del self._encoded[key]


@dataclass(frozen=True, slots=True)
class SpeechJudge:
    """A `Judge` of parts of a row of speech."""

    model: EncodingModel
    speech: Speech

    def judge_within(self, stretch: TimeSpan, parts: Sequence[TimeSpan]) -> list[Probabilities]:
        """Return how probable parts of a stretch are in each language, each as it sounds among the others."""
        at = stretch.start_seconds
        return self.model.judge_within(
            self.speech.within(stretch), [(part.start_seconds - at, part.end_seconds - at) for part in parts]
        )

    def judge_alone(self, part: TimeSpan) -> Probabilities:
        """Return how probable a few seconds are in each language, without what is around them."""
        return self.model.judge_alone(self.speech.within(part))
