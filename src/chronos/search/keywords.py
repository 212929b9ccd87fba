"""Keywords: the chunks that share terms with a question, and how well each matches by them."""

from collections.abc import Mapping, Sequence

import numpy as np

from chronos.model import VideoId
from chronos.search.library import Floats, Ids, Ints, Library, Mask, Place, Posting
from chronos.search.words import bm25, rarity, saturation

_NONE: Ints = np.zeros(0, np.int64)


class Keywords:
    """The chunks of a library that share terms with a question."""

    def __init__(
        self,
        terms: Sequence[str],
        library: Library,
        postings: Sequence[Posting],
        asked: Sequence[VideoId] | None = None,
        forms: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`asked`: the videos that the question is about; None: all. `forms`: the stems of terms with several.

        A word is rare or not within the whole library, whatever is asked about.
        """
        self._library = library
        read = {posting.term: library.read(posting) for posting in postings}
        self._found = [
            _merged([read[form] for form in (forms or {}).get(term, (term,)) if form in read]) for term in terms
        ]
        having = np.array([len(numbers) for numbers, _ in self._found], np.float64)
        self._rarities = rarity(having, library.chunks)
        self.unheard = frozenset(term for term, numbers in zip(terms, having.tolist(), strict=True) if not numbers)
        self.rarities: Mapping[str, float] = dict(zip(terms, self._rarities.tolist(), strict=True))
        self._in_scope: Mask | None = library.within(asked) if asked is not None else None
        # How much is in scope.
        self.chunks = library.chunks if self._in_scope is None else int(self._in_scope.sum())
        self.videos = len(library.documents if asked is None else asked)

    def best(self, limit: int) -> list[Place]:
        """Return the chunks in scope that match best, best first; equal ones in the library's order."""
        scores = np.zeros(self._library.chunks)
        for (numbers, counts), weight in zip(self._found, self._rarities.tolist(), strict=True):
            scores[numbers] += weight * saturation(counts, self._library.norms[numbers])
        if self._in_scope is not None:
            scores[~self._in_scope] = 0.0
        enough = [numbers for numbers, _ in self._found if len(numbers) >= limit]
        return self._library.places(_largest(scores, limit, min(enough, key=len, default=_NONE)))

    def with_all(self, terms: Sequence[str], limit: int) -> list[Place]:
        """Return the chunks in scope that have every one of `terms`, in the library's order."""
        wanted = [numbers for term, (numbers, _) in zip(self.rarities, self._found, strict=True) if term in set(terms)]
        if not wanted:
            return []
        found = np.zeros(self._library.chunks, np.int64)
        for numbers in wanted:
            found[numbers] += 1
        having_all = found == len(wanted)
        if self._in_scope is not None:
            having_all &= self._in_scope
        return self._library.places(np.flatnonzero(having_all)[:limit])

    def scores(self, videos: Ids, index: Ints) -> Floats:
        """Return how well these chunks match together with the chunks that begin where they end, 0 to 1."""
        own = self._library.numbers(videos, index)
        after, has_after = self._library.after_next(own)
        counts = self._counts_at(own) + self._counts_at(after) * has_after[:, None]
        lengths = self._library.lengths[own] + self._library.lengths[after] * has_after
        return bm25(counts, lengths, 2 * self._library.mean_length, self._rarities)

    def _counts_at(self, chunks: Ints) -> Floats:
        return (
            np.stack([_counts_of(chunks, *found) for found in self._found], axis=1, dtype=np.float64)
            if (self._found)
            else np.zeros((len(chunks), 0))
        )


def _merged(found: Sequence[tuple[Ints, Floats]]) -> tuple[Ints, Floats]:
    """Return the chunks that have any of the forms of a term, in order, and how often each has them."""
    if len(found) == 1:
        return found[0]
    if not found:
        return _NONE, np.zeros(0)
    numbers, rows = np.unique(np.concatenate([numbers for numbers, _ in found]), return_inverse=True)
    total: Floats = np.zeros(len(numbers))
    np.add.at(total, rows, np.concatenate([counts for _, counts in found]))
    return numbers, total


def _counts_of(chunks: Ints, numbers: Ints, counts: Floats) -> Floats:
    if not len(numbers):
        return np.zeros(len(chunks))
    rows = np.searchsorted(numbers, chunks).clip(max=len(numbers) - 1)
    found: Floats = np.where(numbers[rows] == chunks, counts[rows], 0.0)
    return found


def _largest(scores: Floats, limit: int, some: Ints) -> Ints:
    """Return where the greatest numbers above 0 are, greatest first, equal ones in order.

    The `limit`-th greatest of `some` is no greater than that of all: below it nothing needs to be sorted.
    """
    least = np.partition(scores[some], -limit)[-limit] if len(some) >= limit else 0.0
    rows = np.flatnonzero(scores >= least) if least > 0 else np.flatnonzero(scores)
    if len(rows) > limit:
        high_enough = scores[rows] >= np.partition(scores[rows], -limit)[-limit]
        rows = rows[high_enough]
    found: Ints = rows[np.argsort(-scores[rows], kind="stable")][:limit]
    return found
