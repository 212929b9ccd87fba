"""Speech to words with times."""

from chronos.providers.speech.cut_windows import WINDOW_SECONDS, Window, cut_windows
from chronos.providers.speech.find_spoken_track import find_spoken_track
from chronos.providers.speech.transcriber import SAMPLE_RATE, Progress, Transcriber, Transcription

__all__ = [
    "SAMPLE_RATE",
    "WINDOW_SECONDS",
    "Progress",
    "Transcriber",
    "Transcription",
    "Window",
    "cut_windows",
    "find_spoken_track",
]
