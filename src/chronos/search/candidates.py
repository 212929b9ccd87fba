"""Candidates: the chunks and sentences that a question may be about, in arrays instead of objects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from chronos.search.library import ID_BYTES, Floats, Ids, Ints, Library, Place, read_id

# As the statement `candidates` packs a row: numbers with the higher bytes first.
_CHUNK = np.dtype([("video", f"S{ID_BYTES}"), ("index", ">i4"), ("similarity", ">f8")])
_SENTENCE = np.dtype(
    [
        ("video", f"S{ID_BYTES}"),
        ("chunk", ">i4"),
        ("index", ">i4"),
        ("first", ">i4"),
        ("last", ">i4"),
        ("similarity", ">f8"),
    ]
)


@dataclass(frozen=True, slots=True)
class CandidateChunks:
    """Chunks, one entry each: ids of their videos, numbers within these, similarity to the question, and texts."""

    videos: Ids
    index: Ints
    similarity: Floats
    texts: Sequence[str]

    @classmethod
    def unpack(cls, packed: bytes, texts: Sequence[str]) -> Self:
        """Return the chunks that the database packed."""
        rows = np.frombuffer(packed, _CHUNK)
        return cls(rows["video"], rows["index"].astype(np.int64), rows["similarity"].astype(np.float64), texts)

    def within(self, library: Library) -> Self:
        """Return those that `library` has: one that was read before a video was added lacks its chunks."""
        kept = library.has(self.videos, self.index)
        if kept.all():
            return self
        texts = [self.texts[row] for row in np.flatnonzero(kept).tolist()]
        return type(self)(self.videos[kept], self.index[kept], self.similarity[kept], texts)


@dataclass(frozen=True, slots=True)
class CandidateSentences:
    """Sentences, one entry each, in order of video and number, with the number of the chunk that each is filed under.

    `first` and `last` are the places of its words in the transcript. `texts` are empty unless they were asked for.
    """

    videos: Ids
    chunk: Ints
    index: Ints
    first: Ints
    last: Ints
    similarity: Floats
    texts: Sequence[str] = ()

    @classmethod
    def unpack(cls, packed: bytes, texts: Sequence[str] = ()) -> Self:
        """Return the sentences that the database packed."""
        rows = np.frombuffer(packed, _SENTENCE)
        chunk, index, first, last = (rows[name].astype(np.int64) for name in ("chunk", "index", "first", "last"))
        return cls(rows["video"], chunk, index, first, last, rows["similarity"].astype(np.float64), texts)

    def take(self, rows: Ints) -> Self:
        """Return the sentences of these rows."""
        numbers = self.chunk[rows], self.index[rows], self.first[rows], self.last[rows]
        texts = [self.texts[row] for row in rows.tolist()] if self.texts else ()
        return type(self)(self.videos[rows], *numbers, self.similarity[rows], texts)

    def filed_under(self, chunks: CandidateChunks) -> Self:
        """Return those that are filed under one of the chunks, or under the next, which begins in its middle."""
        wanted = {(video, i + step) for video, i in _places(chunks.videos, chunks.index) for step in (0, 1)}
        rows = [row for row, place in enumerate(_places(self.videos, self.chunk)) if place in wanted]
        return self.take(np.array(rows, np.int64))

    def place(self, row: int) -> Place:
        """Return the video and the number of a sentence."""
        return read_id(self.videos[row]), int(self.index[row])

    def texts_with_the_next(self) -> list[str]:
        """Return each text with what is said after it, in which a phrase may end."""
        places = _places(self.videos, self.index)
        text = dict(zip(places, self.texts, strict=True))
        return [f"{text[video, index]} {text.get((video, index + 1), '')}" for video, index in places]


def _places(videos: Ids, numbers: Ints) -> list[tuple[bytes, int]]:
    return list(zip(videos.tolist(), numbers.tolist(), strict=True))
