"""Rank: passages and a question's vector in, moments out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chronos.model import Moment, VideoId, Word
from chronos.pipeline.sentences import sentences

# Measured on 40 questions with little word overlap: a sentence by its own likeness and half of its passage's puts the
# right passage first in 35 of them; a sentence of fewer than five words is never an answer.
PASSAGE_WEIGHT = 0.5
MIN_WORDS = 5
APART_SECONDS = 15.0  # two moments nearer than this are one


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that search found, with its likeness to the question (cosine)."""

    video_id: VideoId
    title: str
    text: str
    word_starts: Sequence[float]
    end_seconds: float
    similarity: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage."""

    passage: Passage
    text: str
    start_seconds: float
    end_seconds: float


def split_passages(passages: Sequence[Passage]) -> list[Candidate]:
    """The sentences of `passages`, best passage first; what overlapping passages share is taken once."""
    found: dict[tuple[VideoId, float], Candidate] = {}
    for passage in sorted(passages, key=lambda passage: -passage.similarity):
        for sentence in sentences(_words(passage)):
            if len(sentence) >= MIN_WORDS:
                candidate = Candidate(
                    passage, " ".join(word.text for word in sentence), sentence[0].start, sentence[-1].end
                )
                found.setdefault((passage.video_id, candidate.start_seconds), candidate)
    return list(found.values())


def rank_candidates(candidates: Sequence[Candidate], likeness: NDArray[np.float32], limit: int) -> list[Moment]:
    """The best `limit` moments. `likeness[i]` is candidate i's cosine with the question."""
    scores = [float(own) + PASSAGE_WEIGHT * c.passage.similarity for own, c in zip(likeness, candidates, strict=True)]
    moments: list[Moment] = []
    for index in sorted(range(len(candidates)), key=lambda i: (-scores[i], candidates[i].start_seconds)):
        candidate = candidates[index]
        if len(moments) == limit:
            break
        if not any(_near(moment, candidate) for moment in moments):
            moments.append(_moment(candidate, scores[index]))
    return moments


def _words(passage: Passage) -> list[Word]:
    starts = passage.word_starts
    ends = [*starts[1:], passage.end_seconds]
    return [Word(text, start, end) for text, start, end in zip(passage.text.split(" "), starts, ends, strict=True)]


def _near(moment: Moment, candidate: Candidate) -> bool:
    same_video = moment.video_id == candidate.passage.video_id
    return same_video and abs(moment.start_seconds - candidate.start_seconds) < APART_SECONDS


def _moment(candidate: Candidate, score: float) -> Moment:
    passage = candidate.passage
    return Moment(
        video_id=passage.video_id,
        title=passage.title,
        start_seconds=candidate.start_seconds,
        end_seconds=candidate.end_seconds,
        text=candidate.text,
        passage=passage.text,
        score=score,
    )
