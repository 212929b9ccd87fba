"""Keywords: the windows that have a question's terms in, how well each matches by them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chronos.model import VideoId
from chronos.search.words import bm25, rarity

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Place = tuple[VideoId, int]  # a video and the number of a window in it

_WINDOW_BITS = 32
AFTER_NEXT = 2  # the window that begins where one ends


@dataclass(frozen=True, slots=True)
class Document:
    """A video that may be searched; `has_vectors` are those of the embedder in use, `in_scope` says: asked about."""

    video_id: VideoId
    title: str
    window_count: int
    term_count: int
    has_vectors: bool
    in_scope: bool


@dataclass(frozen=True, slots=True)
class Posting:
    """The windows of one video that have a term, how often they have it, and how many terms they have in all."""

    term: str
    video_id: VideoId
    windows: Sequence[int]
    counts: Sequence[int]
    lengths: Sequence[int]


class Keywords:
    """The windows of a library that share terms with a question."""

    def __init__(self, terms: Sequence[str], documents: Sequence[Document], postings: Sequence[Posting]) -> None:
        """`documents` are the whole library: a word is rare or not within all of it, whatever is asked about."""
        self._videos = [document.video_id for document in documents]
        self._number = {video: number for number, video in enumerate(self._videos)}
        known = [posting for posting in postings if posting.video_id in self._number]
        column = {term: j for j, term in enumerate(terms)}
        places = [self._keys(posting.video_id, posting.windows) for posting in known]
        self._places, rows = _unique(places)
        self._counts = np.zeros((len(self._places), len(terms)))
        self._lengths = np.zeros(len(self._places))
        having = np.zeros(len(terms))
        for posting, row in zip(known, rows, strict=True):
            self._counts[row, column[posting.term]] = posting.counts
            self._lengths[row] = posting.lengths
            having[column[posting.term]] += len(posting.windows)
        windows = sum(document.window_count for document in documents)
        self._mean = sum(document.term_count for document in documents) / windows if windows else 1.0
        self._rarities = rarity(having, windows)
        self.rarities: Mapping[str, float] = dict(zip(terms, self._rarities.tolist(), strict=True))
        in_scope = np.array([document.in_scope for document in documents], bool)
        self._in_scope = in_scope[self._places >> _WINDOW_BITS] if len(self._places) else np.zeros(0, bool)

    def best(self, limit: int) -> list[Place]:
        """The windows in scope that match best, best first; equal ones in the library's order."""
        scores = np.where(self._in_scope, bm25(self._counts, self._lengths, self._mean, self._rarities), 0.0)
        return [self._place(row) for row in np.argsort(-scores, kind="stable")[:limit].tolist() if scores[row] > 0]

    def with_all(self, terms: Sequence[str], limit: int) -> list[Place]:
        """The windows in scope that have every one of `terms`, in the library's order."""
        columns = [j for j, term in enumerate(self.rarities) if term in set(terms)]
        if not columns:
            return []
        rows = np.flatnonzero(self._in_scope & (self._counts[:, columns] > 0).all(axis=1))
        return [self._place(row) for row in rows[:limit].tolist()]

    def scores(self, places: Sequence[Place], lengths: Floats, lengths_after: Floats) -> Floats:
        """How well these windows match together with the windows that begin where they end, 0 to 1.

        `lengths` and `lengths_after` are the terms of both; 0 where a video has ended.
        """
        keys = np.concatenate([self._keys(video, [window]) for video, window in places] or [np.zeros(0, np.int64)])
        counts = self._counts_at(keys) + np.where(lengths_after[:, None] > 0, self._counts_at(keys + AFTER_NEXT), 0.0)
        return bm25(counts, lengths + lengths_after, 2 * self._mean, self._rarities)

    def _counts_at(self, keys: Ints) -> Floats:
        if not len(self._places):
            return np.zeros((len(keys), self._counts.shape[1]))
        rows = np.searchsorted(self._places, keys).clip(max=len(self._places) - 1)
        found: Floats = np.where((self._places[rows] == keys)[:, None], self._counts[rows], 0.0)
        return found

    def _keys(self, video: VideoId, windows: Sequence[int]) -> Ints:
        return np.asarray(windows, np.int64) + (self._number[video] << _WINDOW_BITS)

    def _place(self, row: int) -> Place:
        key = int(self._places[row])
        return self._videos[key >> _WINDOW_BITS], key & ((1 << _WINDOW_BITS) - 1)


def _unique(parts: Sequence[Ints]) -> tuple[Ints, list[Ints]]:
    """All distinct numbers of `parts` in order, and for each part where its numbers stand among them."""
    if not parts:
        return np.zeros(0, np.int64), []
    places = np.unique(np.concatenate(parts))
    return places, [np.searchsorted(places, part) for part in parts]
