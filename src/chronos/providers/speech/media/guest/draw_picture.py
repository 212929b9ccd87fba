"""Draw a picture: scale a frame into a box, upright and in the shape in which it is shown, and encode it as WebP."""

from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

Picture = NDArray[np.uint8]  # shape (height, width, 3): red, green, blue

QUALITY = 80  # of libwebp
_TRANSPARENT = frozenset({"argb", "gbrap", "pal8", "rgba", "rgba64be", "ya8", "ya16be", "yuva420p"})  # of PNG and WebP
_MAX_SHAPE = 4  # a pixel that is wider or higher than this is a damaged header


def draw_picture(frame: VideoFrame, width: int, height: int, shape: Fraction | None = None) -> Picture:
    """Return `frame` as large as the box allows, and not larger than it is.

    `shape`: the width of its pixels by their height. A transparent picture is laid on white.
    """
    turns = round(frame.rotation / 90) % 4
    box = (height, width) if turns % 2 else (width, height)
    columns, rows = _fit(frame, box, shape)
    is_transparent = frame.format.name in _TRANSPARENT
    form = "rgba" if is_transparent else "rgb24"
    scaled: NDArray[Any] = frame.reformat(columns, rows, form, interpolation="AREA", threads=1).to_ndarray()
    picture = _on_white(scaled) if is_transparent else scaled
    return np.ascontiguousarray(np.rot90(picture, turns))


def encode_picture(picture: Picture) -> bytes:
    """Return the picture as WebP."""
    rows, columns, _ = picture.shape
    encoder = av.CodecContext.create("libwebp", "w")
    assert isinstance(encoder, VideoCodecContext)  # noqa: S101 - it encodes pictures
    encoder.width, encoder.height, encoder.pix_fmt = columns, rows, "yuv420p"
    encoder.time_base = Fraction(1, 1)
    encoder.options = {"quality": str(QUALITY)}
    frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format="yuv420p", threads=1)
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def _on_white(picture: NDArray[Any]) -> Picture:
    share = picture[:, :, 3:].astype(np.uint16)
    return ((picture[:, :, :3] * share + 255 * (255 - share)) // 255).astype(np.uint8)


def _fit(frame: VideoFrame, box: tuple[int, int], shape: Fraction | None) -> tuple[int, int]:
    stretch = float(shape) if shape and 1 / _MAX_SHAPE <= shape <= _MAX_SHAPE else 1.0
    width, height = frame.width * stretch, float(frame.height)
    scale = min(box[0] / width, box[1] / height, 1.0)
    # Even: half of the colour's rows and columns are kept.
    return max(round(width * scale / 2) * 2, 2), max(round(height * scale / 2) * 2, 2)
