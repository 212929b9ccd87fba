"""Mass: turn the scores of sentences into moments, each with the second at which to press play."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAD_SECONDS = 2.0  # a thought is easier to follow when its beginning is heard
REACH_SECONDS = 60.0  # a listener does not wait longer than this
QUOTED_SECONDS = 10.0  # the sentence that is quoted begins this soon
DECAY_SECONDS = 20.0
APART_SECONDS = 30.0  # two moments nearer than this are one
# A sentence this likely, relative to the likeliest, is part of the answer: playing lasts until its end.
SUPPORT = 0.25
# A sentence that begins this little before playing starts is still understood.
_SLACK_SECONDS = 1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Span:
    """What is said when, and in which video: any number that tells it from others."""

    video: int
    start_seconds: float
    end_seconds: float
    words: str


@dataclass(frozen=True, slots=True)
class Start:
    """Where to press play: just before the sentence `quoted`.

    `play_until_seconds` is the end of the last sentence that may be part of the answer; `mass`, 0 to 1, is the share of
    the answer that is heard.
    """

    quoted: int
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
    """Choose at most `limit` places to press play, best first; those in one video are at least 30 s apart.

    A start is worth the sentences that begin in the 60 s after it: each counts by its probability, and less the longer
    it takes to come. Of two close sentences that may both be the answer, the earlier is therefore the better start.
    Quoted is the likeliest of the sentences that begin soon, and playing starts with it. No words are quoted twice.
    """
    video = np.array([sentence.video for sentence in sentences], np.int64)
    begins = np.array([sentence.start_seconds for sentence in sentences], np.float64)
    starts = np.maximum(begins - LEAD_SECONDS, 0.0)
    wait = begins[None, :] - starts[:, None]
    is_heard = (video[None, :] == video[:, None]) & (wait >= -_SLACK_SECONDS) & (wait <= REACH_SECONDS)
    masses = np.where(is_heard, np.exp(-np.maximum(wait, 0) / DECAY_SECONDS), 0.0) @ probability
    heard = np.where(is_heard, probability[None, :], 0.0)
    quotes = np.where(wait <= QUOTED_SECONDS, heard, 0.0).argmax(axis=1) if len(sentences) else []
    chosen: dict[int, int] = {}  # the sentence that is quoted: the start that ranking chose
    for i in np.lexsort((starts, video, -masses)).tolist():
        if len(chosen) == limit:
            break
        quoted = int(quotes[i])
        is_new = all(sentences[quoted].words != sentences[k].words for k in chosen)
        if is_new and all(video[i] != video[k] or abs(starts[quoted] - starts[k]) >= APART_SECONDS for k in chosen):
            chosen[quoted] = i
    return [_start(sentences, quoted, float(masses[i]), heard[i]) for quoted, i in chosen.items()]


def _start(sentences: Sequence[Span], quoted: int, mass: float, heard: Floats) -> Start:
    part_of_it = np.flatnonzero(heard >= SUPPORT * heard.max())
    return Start(
        quoted=quoted,
        play_seconds=max(sentences[quoted].start_seconds - LEAD_SECONDS, 0.0),
        play_until_seconds=max(sentences[i].end_seconds for i in {quoted, *part_of_it.tolist()}),
        mass=mass,
    )
