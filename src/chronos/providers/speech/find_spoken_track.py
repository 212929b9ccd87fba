"""Find the audio track that holds speech."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chronos.providers.speech.cut_windows import cut_windows
from chronos.providers.speech.media import AudioTrack, Source
from chronos.providers.speech.transcriber import SAMPLE_RATE

_SPEECH_SECONDS = 1.0  # less can be a noise
_SILENT = 1e-3  # of full scale


def find_spoken_track(source: Source, tracks: Sequence[AudioTrack]) -> AudioTrack | None:
    """Return the default track, or the first other one with speech when it has none; None without a readable track.

    A track is decoded until the first window with speech. Raises Invalid as `decode_sound` does.
    """
    readable = sorted((track for track in tracks if track.is_readable), key=lambda track: not track.is_default)
    if len(readable) > 1:
        for track in readable:
            if any(_has_speech(window.samples) for window in cut_windows(source, track=track.number)):
                return track
    return readable[0] if readable else None


def _has_speech(samples: NDArray[np.float32]) -> bool:
    if np.abs(samples).max(initial=0.0) < _SILENT:
        return False
    from faster_whisper.vad import get_speech_timestamps

    spoken = sum(part["end"] - part["start"] for part in get_speech_timestamps(samples))
    return bool(spoken >= _SPEECH_SECONDS * SAMPLE_RATE)
