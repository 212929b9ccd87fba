"""Mass: scores of sentences to moments, each with the second at which to press play."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAD_SECONDS = 2.0  # a thought is easier to follow when one hears it begin
REACH_SECONDS = 60.0  # what is said later than this is not heard any more
DECAY_SECONDS = 20.0
APART_SECONDS = 30.0  # two moments nearer than this are one

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Start:
    """A place to press play: sentence `index` begins there; `mass` is the share of the answer heard from it, 0 to 1."""

    index: int
    start_seconds: float
    mass: float


def probabilities(scores: Floats) -> Floats:
    """How likely each sentence is the one that answers (softmax)."""
    if not len(scores):
        return scores
    powers: Floats = np.exp(scores - scores.max())
    return powers / powers.sum()


def place_starts(videos: Sequence[int], begins: Floats, probability: Floats, limit: int) -> list[Start]:
    """The best places to press play, `limit` at most, 30 s or more apart in one video, best first.

    From a start one hears the sentences that begin in the next 60 s; each counts by its probability, and the less the
    longer one waits for it. So of two sentences that may be the answer and stand together, the earlier is the better.
    """
    video, starts = np.asarray(videos), np.maximum(begins - LEAD_SECONDS, 0.0)
    wait = begins[None, :] - starts[:, None]
    is_heard = (video[None, :] == video[:, None]) & (wait >= 0) & (wait <= REACH_SECONDS)
    masses = np.where(is_heard, np.exp(-np.maximum(wait, 0) / DECAY_SECONDS), 0.0) @ probability
    chosen: list[int] = []
    for i in np.lexsort((starts, -masses)):
        if len(chosen) == limit:
            break
        if all(video[i] != video[k] or abs(starts[i] - starts[k]) >= APART_SECONDS for k in chosen):
            chosen.append(int(i))
    return [Start(i, float(starts[i]), float(masses[i])) for i in chosen]
