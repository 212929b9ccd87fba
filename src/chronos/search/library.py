"""Library: the videos that a caller may search, numbered so that their chunks can be counted in arrays."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from chronos.model import VideoId
from chronos.search.words import length_norms
from chronos.text import language_code

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Ids = NDArray[np.bytes_]  # 16 bytes each; zeros at the end of one are dropped where it is taken out
Place = tuple[VideoId, int]  # a video and the number of a chunk, or of a sentence, in it

ID_BYTES = 16
AFTER_NEXT = 2  # the chunk that begins where one ends


@dataclass(frozen=True, slots=True)
class Document:
    """A video that may be searched; `chunk_lengths` are the terms of each chunk, two bytes each, the higher first."""

    video_id: VideoId
    title: str
    embedding_model: str | None
    language: str | None
    created_at: datetime
    chunk_lengths: bytes
    languages: Sequence[str] = ()  # all that are spoken in it, as far as they are known


@dataclass(frozen=True, slots=True)
class Posting:
    """The chunks that have a term.

    `videos` are ids, 16 bytes each, and `sizes`, four bytes each, how many of the postings belong to each. A posting is
    four bytes: the chunk's place in its video times 256, plus how often it has the term.
    """

    term: str
    videos: bytes
    sizes: bytes
    postings: bytes


class Library:
    """The chunks of all videos are numbered one after the other: `numbers`."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """`documents` in order of their ids."""
        self.documents: Mapping[VideoId, Document] = {document.video_id: document for document in documents}
        self._videos = [document.video_id for document in documents]
        self._ids = pack_ids(self._videos)
        counts: Counter[str | None] = Counter()
        for document in documents:
            counts[language_code(document.language)] += len(document.chunk_lengths)
            counts.update(dict.fromkeys(map(language_code, document.languages), 0))
        self.languages = tuple(language for language, _ in counts.most_common())  # None: unknown; most chunks first
        self.models = {document.embedding_model for document in documents}
        sizes = [len(document.chunk_lengths) // 2 for document in documents]
        self._first: Ints = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
        self._row = {video: row for row, video in enumerate(self._videos)}
        self.lengths: Floats = np.frombuffer(b"".join(d.chunk_lengths for d in documents), ">u2").astype(np.float64)
        self.chunks = len(self.lengths)  # of all videos
        self.mean_length = float(self.lengths.mean()) if self.chunks else 1.0
        self.norms = length_norms(self.lengths, self.mean_length)

    def language(self, video: VideoId) -> str | None:
        """Return the language that a video is in, as far as it is known."""
        return language_code(self.documents[video].language)

    def read(self, posting: Posting) -> tuple[Ints, Floats]:
        """Return the numbers of the chunks that have a term, in order, and how often each has it."""
        if not self._videos:
            return np.zeros(0, np.int64), np.zeros(0)
        ids = _ids(posting.videos)
        rows = self._rows(ids)
        sizes = np.frombuffer(posting.sizes, ">u4").astype(np.int64)
        packed = np.frombuffer(posting.postings, ">u4").astype(np.uint32)
        numbers = np.repeat(self._first[rows], sizes)
        numbers += packed >> 8
        counts = (packed & 0xFF).astype(np.float64)
        # A video that was added, or chunked anew, since this library was read.
        beyond = np.repeat(np.where(self._ids[rows] == ids, self._first[rows + 1], 0), sizes)
        there = numbers < beyond
        return (numbers, counts) if there.all() else (numbers[there], counts[there])

    def has(self, videos: Ids, index: Ints) -> Mask:
        """Return for each chunk whether it is here: a library that was read before a video was added lacks its own."""
        if not self._videos:
            return np.zeros(len(videos), bool)
        rows = self._rows(videos)
        there: Mask = (self._ids[rows] == videos) & (index < self._first[rows + 1] - self._first[rows])
        return there

    def numbers(self, videos: Ids, index: Ints) -> Ints:
        """Return the numbers of chunks that are here."""
        numbers: Ints = self._first[self._rows(videos)] + index
        return numbers

    def places(self, numbers: Ints) -> list[Place]:
        """Return where chunks are."""
        rows = np.searchsorted(self._first, numbers, side="right") - 1
        return [(self._videos[row], int(n - self._first[row])) for row, n in zip(rows.tolist(), numbers, strict=True)]

    def after_next(self, numbers: Ints) -> tuple[Ints, Mask]:
        """Return the chunks that begin where these end, and whether there are any; where not, any number."""
        rows = np.searchsorted(self._first, numbers, side="right") - 1
        has_one = numbers + AFTER_NEXT < self._first[rows + 1]
        return np.where(has_one, numbers + AFTER_NEXT, numbers), has_one

    def within(self, videos: Sequence[VideoId]) -> Mask:
        """Return for each chunk whether it is of these videos."""
        rows = np.zeros(len(self._videos), bool)
        rows[[self._row[video] for video in videos]] = True
        inside: Mask = np.repeat(rows, np.diff(self._first))
        return inside

    def _rows(self, videos: Ids) -> Ints:
        """Return where these videos are; of one that is not here, any row."""
        rows: Ints = np.searchsorted(self._ids, videos).clip(max=len(self._ids) - 1)
        return rows


def pack_ids(videos: Sequence[VideoId]) -> Ids:
    """Return ids as an array."""
    return _ids(b"".join(video.bytes for video in videos))


def read_id(packed: bytes) -> VideoId:
    """Return an id that was taken out of an array."""
    return VideoId(UUID(bytes=packed.ljust(ID_BYTES, b"\0")))


def _ids(packed: bytes) -> Ids:
    return np.frombuffer(packed, f"S{ID_BYTES}")
