"""Judge whether a frame suits as a poster: not black, not one colour, and sharp."""

from dataclasses import dataclass

import numpy as np
from av.video.frame import VideoFrame

_WIDTH = 320
_DARK, _FLAT = 24.0, 6.0  # mean and standard deviation of brightness, 0 to 255


@dataclass(frozen=True, slots=True, order=True)
class Worth:
    """How well a frame suits; of two, the greater one."""

    shows_something: bool
    is_well_placed: bool
    sharpness: float


def judge_picture(frame: VideoFrame, *, is_well_placed: bool) -> Worth:
    """Return its worth; sharpness is the variance of the Laplacian (Pech-Pacheco et al., 2000)."""
    height = max(round(frame.height * _WIDTH / max(frame.width, 1) / 2) * 2, 4)
    grey = (
        frame.reformat(_WIDTH, min(height, 4 * _WIDTH), "gray", interpolation="AREA", threads=1)
        .to_ndarray()
        .astype(np.float32)
    )
    inner = grey[1:-1, 1:-1]
    edges = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner
    shows_something = bool(grey.mean() >= _DARK and grey.std() >= _FLAT)
    return Worth(shows_something, is_well_placed, float(edges.var()))
