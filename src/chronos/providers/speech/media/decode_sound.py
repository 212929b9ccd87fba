"""Decode a media file into blocks of sound at 16 kHz, in constant memory, on the player's clock."""

import json
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from chronos.providers.speech.media.call_guest import GUESTS
from chronos.providers.speech.media.channel import BLOCK, INFO
from chronos.providers.speech.media.media_info import Source
from chronos.providers.speech.media.open_source import open_source

Block = NDArray[np.float32]  # shape (channels, samples), −1 to 1; one channel or two


OnLost = Callable[[float], None]


def decode_sound(source: Source, track: int | None = None, on_lost: OnLost | None = None) -> Iterator[Block]:
    """Yield blocks of one or two channels; a browser plays sample i of the whole at `currentTime` i / 16,000 s.

    `track` is the number of an audio track, from 1; None takes the default one. Gaps in the file's timestamps are
    filled with silence, including the time before the first one: a browser counts from the zero of the file, not from
    where its sound begins (measured in Chromium). A file without sound yields nothing. `on_lost` receives at the end
    how many seconds could not be decoded, if it is at least one. Raises Invalid when opening fails, and at the end when
    the file is cut off or damaged; ProviderError.
    """
    with open_source(source) as file:
        for kind, payload in GUESTS.call(file, {"task": "decode", "track": track}):
            if kind == BLOCK:
                block = np.frombuffer(payload, np.float32, offset=1).reshape(payload[0], -1)
                # Floating-point files may contain any number, also infinities.
                yield np.clip(np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0), -1.0, 1.0)
            elif kind == INFO and on_lost and (lost_seconds := json.loads(payload)["lost_seconds"]):
                on_lost(lost_seconds)
