"""What search reads, one function for each statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chronos.db import Tx, load_queries
from chronos.model import VideoId
from chronos.search.keywords import Document, Place, Posting

_QUERIES = load_queries("chronos.search")


@dataclass(frozen=True, slots=True)
class Library:
    """Whose library it is, whether unpublished videos are seen in it, and its version: a number that never repeats."""

    tenant: str
    with_drafts: bool
    version: int


@dataclass(frozen=True, slots=True)
class Window:
    """A candidate; `term_count_after` is that of the window after next, 0 where there is none."""

    video_id: VideoId
    window_index: int
    joined_words: str
    term_count: int
    term_count_after: int
    likeness: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its words' places in the transcript, when it is said (seconds) and how like the question it is."""

    video_id: VideoId
    sentence_index: int
    start_seconds: float
    end_seconds: float
    sentence_text: str
    first_word: int = 0
    last_word: int = 0
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """The text of a sentence with the packed vectors of its tokens."""

    text: str
    tokens: bytes | None


async def get_library(tx: Tx) -> Library | None:
    """The library that the asker looks into; None for whoever may look into none."""
    row = await tx.fetch_one(_QUERIES["asking_library"])
    if row is None or row["tenant"] is None:
        return None
    return Library(str(row["tenant"]), row["with_drafts"], row["version"])


async def list_documents(tx: Tx, scope: dict[str, Any], model: str | None) -> list[Document]:
    """All videos that the asker may search; `scope` from `resolve_scope` says which are asked about."""
    rows = await tx.fetch(_QUERIES["list_documents"], scope | {"model": model})
    return [Document(**row) for row in rows]


async def list_postings(tx: Tx, terms: Sequence[str]) -> list[Posting]:
    """Where in the asker's library each of `terms` is."""
    return [Posting(**row) for row in await tx.fetch(_QUERIES["list_postings"], {"terms": list(terms)})]


async def list_windows(
    tx: Tx, vector: str, within: Sequence[Document], nearest: int, others: Sequence[Place], *, everywhere: bool
) -> list[Window]:
    """The `nearest` windows to `vector` of the videos `within`, and the `others`, in order of video and place.

    `everywhere` says that `within` is all that the asker may see: then no row has to be compared with it.
    """
    parameters = {
        "vector": vector,
        "with_vectors": [document.video_id for document in within if document.has_vectors],
        "everywhere": everywhere and all(document.has_vectors for document in within),
        "limit": nearest,
        "video_ids": [video for video, _ in others],
        "windows": [window for _, window in others],
    }
    return [Window(**row) for row in await tx.fetch(_QUERIES["candidate_windows"], parameters)]


async def list_sentences(tx: Tx, vector: str, within: Sequence[Document], places: Sequence[Place]) -> list[Sentence]:
    """The sentences filed under `places`, which are in videos of `within`, and how like `vector` each is."""
    parameters = {
        "vector": vector,
        "with_vectors": [document.video_id for document in within if document.has_vectors],
        "video_ids": [video for video, _ in places],
        "windows": [window for _, window in places],
    }
    return [Sentence(**row) for row in await tx.fetch(_QUERIES["candidate_sentences"], parameters)]


async def list_sentences_of(tx: Tx, places: Sequence[Place]) -> list[Sentence]:
    """The sentences filed under these windows."""
    parameters = {"video_ids": [video for video, _ in places], "windows": [window for _, window in places]}
    return [Sentence(**row) for row in await tx.fetch(_QUERIES["sentences_of_windows"], parameters)]


async def list_sentences_containing(tx: Tx, text: str, video_ids: Sequence[VideoId], limit: int) -> list[Sentence]:
    """Sentences that have `text` in them as it is written, but for its case."""
    parameters = {"text": text, "video_ids": list(video_ids), "limit": limit}
    return [Sentence(**row) for row in await tx.fetch(_QUERIES["sentences_containing"], parameters)]


async def read_sentences(tx: Tx, places: Sequence[Place]) -> dict[Place, ReadSentence]:
    """The texts and tokens of sentences, given by video and number."""
    parameters = {"video_ids": [video for video, _ in places], "sentences": [index for _, index in places]}
    rows = await tx.fetch(_QUERIES["read_sentences"], parameters)
    return {
        (VideoId(row["video_id"]), row["sentence_index"]): ReadSentence(row["sentence_text"], row["token_vectors"])
        for row in rows
    }
