"""Mass: scores of sentences to moments, each with the second at which to press play."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAD_SECONDS = 2.0  # a thought is easier to follow when one hears it begin
REACH_SECONDS = 60.0  # what is said later than this is not heard any more
DECAY_SECONDS = 20.0
APART_SECONDS = 30.0  # two moments nearer than this are one
# A sentence this likely, compared with the likeliest, is part of the answer: the moment lasts until its end.
SUPPORT = 0.25
# A sentence that began this little before the start is still understood.
_SLACK_SECONDS = 1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence as mass needs it: the numbering of its video is any; times in seconds."""

    video: int
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class Start:
    """A place to press play, at the sentence `first`; `best` is the likeliest of those heard from there.

    It ends with the last sentence that may be part of the answer. `mass` is the share of the answer heard, 0 to 1.
    """

    first: int
    best: int
    start_seconds: float
    end_seconds: float
    mass: float


def probabilities(scores: Floats) -> Floats:
    """How likely each sentence is the one that answers (softmax)."""
    if not len(scores):
        return scores
    powers: Floats = np.exp(scores - scores.max())
    shares: Floats = powers / powers.sum()
    return shares


def place_starts(sentences: Sequence[Span], probability: Floats, limit: int) -> list[Start]:
    """The best places to press play, `limit` at most, 30 s or more apart in one video, best first.

    From a start one hears the sentences that begin in the next 60 s; each counts by its probability, and the less the
    longer one waits for it. So of two sentences that may be the answer and stand together, the earlier is the better.
    """
    video = np.array([sentence.video for sentence in sentences], np.int64)
    begins = np.array([sentence.start_seconds for sentence in sentences], np.float64)
    starts = np.maximum(begins - LEAD_SECONDS, 0.0)
    wait = begins[None, :] - starts[:, None]
    is_heard = (video[None, :] == video[:, None]) & (wait >= -_SLACK_SECONDS) & (wait <= REACH_SECONDS)
    masses = np.where(is_heard, np.exp(-np.maximum(wait, 0) / DECAY_SECONDS), 0.0) @ probability
    chosen: list[int] = []
    for i in np.lexsort((starts, video, -masses)):
        if len(chosen) == limit:
            break
        if all(video[i] != video[k] or abs(starts[i] - starts[k]) >= APART_SECONDS for k in chosen):
            chosen.append(int(i))
    return [_start(sentences, i, float(masses[i]), np.where(is_heard[i], probability, 0.0)) for i in chosen]


def _start(sentences: Sequence[Span], first: int, mass: float, heard: Floats) -> Start:
    best = int(heard.argmax())
    part_of_it = np.flatnonzero(heard >= SUPPORT * heard[best])
    return Start(
        first=first,
        best=best,
        start_seconds=max(sentences[first].start_seconds - LEAD_SECONDS, 0.0),
        end_seconds=max(sentences[i].end_seconds for i in {first, best, *part_of_it.tolist()}),
        mass=mass,
    )
