"""Statements of search, one function each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chronos.db import Tx, array_text, load_queries
from chronos.model import VideoId
from chronos.providers.embedding import halves, stored_text
from chronos.search.candidates import CandidateChunks, CandidateSentences
from chronos.search.library import Document, Place, Posting

_QUERIES = load_queries("chronos.search")


@dataclass(frozen=True, slots=True)
class LibraryVersion:
    """Whose library it is, whether unpublished videos are seen in it, and its version: a number that never repeats.

    `course_view` names the set of videos that courses leave of it for the asker; None: all. `answer_threshold` is the
    least probability with which the creator lets questions be answered; None: the default.
    """

    tenant: str
    with_drafts: bool
    version: int
    course_view: str | None = None
    answer_threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and when it is said (seconds)."""

    video_id: VideoId
    sentence_index: int
    start_seconds: float
    end_seconds: float
    sentence_text: str
    language: str | None = None  # None: that of the video


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with the packed vectors of its tokens."""

    sentence: Sentence
    tokens: bytes | None


@dataclass(frozen=True, slots=True)
class Nearby:
    """What is near a vector made by `model`: the `limit` nearest chunks of `videos`, None: of all."""

    vector: NDArray[np.float32]
    model: str
    limit: int
    videos: Sequence[VideoId] | None


async def get_library_version(tx: Tx) -> LibraryVersion | None:
    """Return the library that the caller may search; None for a caller without one."""
    row = await tx.fetch_one(_QUERIES["asking_library"])
    if row is None or row["tenant"] is None:
        return None
    return LibraryVersion(
        str(row["tenant"]), row["with_drafts"], row["version"], row["course_view"], row["answer_threshold"]
    )


async def list_documents(tx: Tx) -> tuple[list[Document], str | None]:
    """Return all videos that the caller may search, in order of their ids, and the name of this set (`course_view`)."""
    rows = await tx.fetch(_QUERIES["list_documents"], binary=True)
    views = {row.pop("course_view") for row in rows}
    return [Document(**row) for row in rows], views.pop() if views else None


async def list_postings(tx: Tx, terms: Sequence[str]) -> list[Posting]:
    """Return where in the caller's library each of `terms` is."""
    rows = await tx.fetch(_QUERIES["list_postings"], {"terms": list(terms)}, binary=True)
    return [Posting(**row) for row in rows]


async def list_candidates(
    tx: Tx, near: Nearby, others: Sequence[Place], *, with_texts: bool
) -> tuple[CandidateChunks, CandidateSentences]:
    """Return the chunks nearest to a question, and the `others`, with their sentences; in order of video and place.

    `with_texts`: the sentences with their texts.
    """
    parameters = {
        "padded_vector": stored_text(near.vector),
        "vector": halves(near.vector),
        "model": near.model,
        "limit": near.limit,
        "within": None if near.videos is None else array_text(near.videos),
        "video_ids": array_text(video for video, _ in others),
        "chunks": array_text(chunk for _, chunk in others),
        "with_texts": with_texts,
    }
    [row] = await tx.fetch(_QUERIES["candidates"], parameters, binary=True)
    return (
        CandidateChunks.unpack(row["chunks"] or b"", row["chunk_texts"] or ()),
        CandidateSentences.unpack(row["sentences"] or b"", row["sentence_texts"] or ()),
    )


async def list_sentences_of(tx: Tx, places: Sequence[Place]) -> list[Sentence]:
    """Return the sentences filed under these chunks."""
    parameters = {
        "video_ids": array_text(video for video, _ in places),
        "chunks": array_text(chunk for _, chunk in places),
    }
    return [Sentence(**row) for row in await tx.fetch(_QUERIES["sentences_of_chunks"], parameters)]


async def list_sentences_containing(tx: Tx, text: str, video_ids: Sequence[VideoId], limit: int) -> list[Sentence]:
    """Return sentences that contain `text`, in any case."""
    parameters = {"text": text, "video_ids": list(video_ids), "limit": limit}
    return [Sentence(**row) for row in await tx.fetch(_QUERIES["sentences_containing"], parameters)]


async def read_sentences(tx: Tx, places: Sequence[Place]) -> dict[Place, ReadSentence]:
    """Return sentences with their tokens, given by video and number."""
    parameters = {
        "video_ids": array_text(video for video, _ in places),
        "sentences": array_text(index for _, index in places),
    }
    rows = await tx.fetch(_QUERIES["read_sentences"], parameters, binary=True)
    read = (ReadSentence(tokens=row.pop("token_vectors"), sentence=Sentence(**row)) for row in rows)
    return {(one.sentence.video_id, one.sentence.sentence_index): one for one in read}
