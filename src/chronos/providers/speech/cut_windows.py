"""Cut sound into windows of minutes at its quietest points, so that memory does not grow with a video's length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chronos.providers.speech.media import OnLost, Source, decode_sound
from chronos.providers.speech.transcriber import SAMPLE_RATE

# Voice detection peaks at 330 MB for 300 s, 436 for 600, 585 for 1,200; 300 stays below what the model itself needs.
WINDOW_SECONDS = 300.0
_SEARCH_SHARE = 0.2  # of a full window: its last part, in which to cut
_QUIET_SAMPLES = SAMPLE_RATE // 2  # of quiet around a cut
_FRAME_SAMPLES = SAMPLE_RATE // 50
_MIX_SAMPLES = SAMPLE_RATE // 2
_CANCELLED_SHARE = 0.1  # of the channels' mean power; below it, mixing has cancelled them out


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of sound: mono at `SAMPLE_RATE`, and the second at which it starts."""

    start_seconds: float
    samples: NDArray[np.float32]

    @property
    def end_seconds(self) -> float:
        """The second at which the next window starts."""
        return (round(self.start_seconds * SAMPLE_RATE) + len(self.samples)) / SAMPLE_RATE


def cut_windows(
    source: Source,
    start_seconds: float = 0.0,
    window_seconds: float = WINDOW_SECONDS,
    track: int | None = None,
    on_lost: OnLost | None = None,
) -> Iterator[Window]:
    """Yield the sound of `source` in windows without gaps or overlaps, each at most `window_seconds` long.

    `start_seconds` is 0 or the `end_seconds` of an earlier window: the rest is then cut exactly as before. (The
    sound before it is decoded again and dropped: after a seek, the state of the decoder would differ.)
    `track`, `on_lost`: as for `decode_sound`, whose errors it raises. A file without sound yields nothing.
    """
    limit = int(window_seconds * SAMPLE_RATE)
    start = round(start_seconds * SAMPLE_RATE)
    held: list[NDArray[np.float32]] = []
    length = 0
    for block in _after(decode_sound(source, track, on_lost), start):
        held.append(block)
        length += block.shape[1]
        while length >= limit:
            whole = np.concatenate(held, axis=1)
            cut = find_quietest(whole[:, :limit], _SEARCH_SHARE, _QUIET_SAMPLES)
            yield Window(start / SAMPLE_RATE, mix_to_mono(whole[:, :cut]))
            start, length, held = start + cut, length - cut, [whole[:, cut:].copy()]
    if length:
        yield Window(start / SAMPLE_RATE, mix_to_mono(np.concatenate(held, axis=1)))


def mix_to_mono(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of the channels, or the louder one where the mean would cancel them out (a wrongly wired cable).

    `block` has the shape (channels, samples); each half second is decided on its own.
    """
    if len(block) == 1:
        return np.ascontiguousarray(block[0])
    mixed: NDArray[np.float32] = block.mean(axis=0, dtype=np.float32)
    for begin in range(0, block.shape[1], _MIX_SAMPLES):
        part = block[:, begin : begin + _MIX_SAMPLES]
        powers = np.mean(np.square(part), axis=1)
        power = np.mean(np.square(mixed[begin : begin + _MIX_SAMPLES]))
        if power < _CANCELLED_SHARE * powers.mean():
            mixed[begin : begin + _MIX_SAMPLES] = part[np.argmax(powers)]
    return mixed


def find_quietest(block: NDArray[np.float32], search_share: float, quiet_samples: int) -> int:
    """Return where to cut `block`, of the shape (channels, samples): where it is quietest, the latest of equals.

    That is the middle of the quietest `quiet_samples` in its last part, which is `search_share` of it.
    """
    begin = int(block.shape[1] * (1 - search_share))
    tail = block[:, begin:]
    frames = tail.shape[1] // _FRAME_SAMPLES
    span = quiet_samples // _FRAME_SAMPLES
    if frames <= span:
        return int(block.shape[1])
    power = np.square(tail[:, : frames * _FRAME_SAMPLES], dtype=np.float64).sum(axis=0)
    per_frame = power.reshape(frames, _FRAME_SAMPLES).sum(axis=1)
    quiet = np.convolve(per_frame, np.ones(span), mode="valid")
    latest = len(quiet) - 1 - int(np.argmin(quiet[::-1]))
    return begin + latest * _FRAME_SAMPLES + quiet_samples // 2


def _after(blocks: Iterable[NDArray[np.float32]], start: int) -> Iterator[NDArray[np.float32]]:
    """Yield the blocks without their first `start` samples."""
    for block in blocks:
        skipped = min(start, block.shape[1])
        start -= skipped
        if skipped < block.shape[1]:
            yield block[:, skipped:]
