"""Mass: turn the scores of sentences into moments, each with the second at which to press play."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAD_SECONDS = 2.0  # a thought is easier to follow when its beginning is heard
REACH_SECONDS = 60.0  # a listener does not wait longer than this
DECAY_SECONDS = 20.0
APART_SECONDS = 30.0  # two moments nearer than this are one
# A sentence this likely, relative to the likeliest, is part of the answer: playing lasts until its end.
SUPPORT = 0.25
# A sentence that begins this little before playing starts is still understood.
_SLACK_SECONDS = 1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Span:
    """The video of a sentence, as any number that tells it from others, and when the sentence is said."""

    video: int
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True, slots=True)
class Start:
    """Where to press play: just before the sentence `first`; `best` is the likeliest of the sentences heard from there.

    `play_until_seconds` is the end of the last sentence that may be part of the answer; `mass`, 0 to 1, is the share of
    the answer that is heard.
    """

    first: int
    best: int
    play_seconds: float
    play_until_seconds: float
    mass: float


def probabilities(scores: Floats) -> Floats:
    """Return how likely each sentence is the one that answers (softmax)."""
    if not len(scores):
        return scores
    powers: Floats = np.exp(scores - scores.max())
    shares: Floats = powers / powers.sum()
    return shares


def place_starts(sentences: Sequence[Span], probability: Floats, limit: int) -> list[Start]:
    """Choose at most `limit` places to press play, best first, those in one video at least 30 s apart.

    A start is worth the sentences that begin in the 60 s after it: each counts by its probability, and less the longer
    it takes to come. Of two close sentences that may both be the answer, the earlier is therefore the better start.
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
        play_seconds=max(sentences[first].start_seconds - LEAD_SECONDS, 0.0),
        play_until_seconds=max(sentences[i].end_seconds for i in {first, best, *part_of_it.tolist()}),
        mass=mass,
    )
