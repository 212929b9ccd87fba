"""Small media files for tests, made with PyAV."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

RATE = 10  # pictures a second
SAMPLE_RATE = 16_000


def a_silent_video(path: Path, *, seconds: int = 4) -> Path:
    """Grey pictures with a silent sound track; files of different lengths have different bytes."""
    return _film(path, seconds, np.zeros((1, seconds * SAMPLE_RATE), np.float32))


def a_video_without_audio(path: Path, *, seconds: int = 4) -> Path:
    """Grey pictures and no sound track."""
    return _film(path, seconds, None)


def a_tone(path: Path, *, seconds: int = 4, hertz: float = 440.0) -> Path:
    """Grey pictures and one steady tone."""
    times = np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE
    return _film(path, seconds, 0.3 * np.sin(2 * np.pi * hertz * times, dtype=np.float32)[None])


def _film(path: Path, seconds: int, samples: np.ndarray | None) -> Path:  # type: ignore[type-arg]
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"})
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono") if samples is not None else None
        for number in range(seconds * RATE):
            picture = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 90 + number % 60, np.uint8), format="rgb24")
            picture.pts, picture.time_base = number, Fraction(1, RATE)
            container.mux(pictures.encode(picture))
        container.mux(pictures.encode())
        if sound is not None and samples is not None:
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples, np.float32), format="fltp", layout="mono")
            frame.sample_rate, frame.pts = SAMPLE_RATE, 0
            container.mux(sound.encode(frame))
            container.mux(sound.encode())
    return path
