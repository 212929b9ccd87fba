"""Chunk: a transcript in, out come its chunks, its sentences and where its terms are."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

from chronos.db import Database, Tx
from chronos.model import VideoId, Word
from chronos.pipeline.steps import QUERIES, VideoRow, begin, finish, hold, is_declared
from chronos.text import CHUNK_STRIDE, Stretch, Stretches, derive_stretches, language_code, terms

MOST_COUNTED = 255  # a posting has one byte for how often a term occurs

Row = dict[str, Any]


async def chunk_video(db: Database, video_id: VideoId) -> None:
    """Job. Safe to repeat: it replaces all that is derived from the words, with the step to the next stage."""
    async with db.as_service("pipeline.chunk") as tx:
        video = await begin(tx, video_id, "chunk")
        if video is None:
            return
        words = await read_words(tx, video_id)
    stretches = await asyncio.to_thread(derive_stretches, words)
    async with db.as_service("pipeline.chunk") as tx:
        await hold(tx, video_id)
        await write_stretches(tx, video, words, stretches)
        await finish(tx, video_id, "chunk")


async def read_words(tx: Tx, video_id: VideoId) -> list[Word]:
    """Return the words of a video in order."""
    return [
        Word(text, start, end, language)
        for row in await tx.fetch(QUERIES["list_windows"], {"id": video_id})
        for text, start, end, language in zip_longest(
            row["words"], row["word_starts"], row["word_ends"], row["word_languages"]
        )
    ]


async def write_stretches(tx: Tx, video: VideoRow, words: Sequence[Word], stretches: Stretches) -> None:
    """Replace all that is derived from the words of a video. Nothing has a vector then; chunks keep their ids."""
    of_video: Row = {"video_id": video.id, "creator_id": video.creator_id}
    languages = _Languages(video, words)
    chunk_terms = await asyncio.to_thread(
        lambda: [terms(chunk.text, languages.of(chunk) or languages.main) for chunk in stretches.chunks]
    )
    await tx.execute(QUERIES["delete_stretches"], of_video | {"chunks": len(stretches.chunks)})
    await tx.execute_many(QUERIES["put_chunk"], [of_video | _chunk(chunk, words) for chunk in stretches.chunks])
    await tx.execute_many(
        QUERIES["insert_sentence"],
        [of_video | _sentence(one) | {"language": languages.of(one)} for one in stretches.sentences],
    )
    await tx.execute_many(QUERIES["insert_term"], [of_video | row for row in _postings(chunk_terms)])
    lengths = np.array([len(found) for found in chunk_terms], ">u2").tobytes()
    await tx.execute(QUERIES["insert_document"], of_video | {"title": video.title, "chunk_lengths": lengths})


class _Languages:
    """The languages of a transcript: a stretch is in that of most of its words, unless the creator declared one."""

    def __init__(self, video: VideoRow, words: Sequence[Word]) -> None:
        self.main = language_code(video.transcript_language)
        self._words = [] if is_declared(video) else words

    def of(self, stretch: Stretch) -> str | None:
        """Return the language of a stretch; None where that of the video holds."""
        counts = Counter(word.language for word in self._words[stretch.first : stretch.last] if word.language)
        return language_code(max(counts, key=lambda code: counts[code])) if counts else None


def _chunk(chunk: Stretch, words: Sequence[Word]) -> Row:
    return {
        "index": chunk.index,
        "text": chunk.text,
        "start_seconds": chunk.start_seconds,
        "end_seconds": chunk.end_seconds,
        "word_starts": [word.start_seconds for word in words[chunk.first : chunk.last]],
    }


def _sentence(sentence: Stretch) -> Row:
    return {
        "index": sentence.index,
        # Of the two chunks that hold its middle word the later one, were the transcript endless.
        "chunk_index": (sentence.first + sentence.last) // 2 // CHUNK_STRIDE,
        "first_word": sentence.first,
        "last_word": sentence.last,
        "start_seconds": sentence.start_seconds,
        "end_seconds": sentence.end_seconds,
        "text": sentence.text,
    }


def _postings(chunk_terms: Sequence[Sequence[str]]) -> Iterator[Row]:
    """Yield for each term the chunks that have it, and how often."""
    found: dict[str, list[int]] = defaultdict(list)
    for index, of_chunk in enumerate(chunk_terms):
        for term, count in Counter(of_chunk).items():
            found[term].append((index << 8) + min(count, MOST_COUNTED))
    for term, postings in found.items():
        yield {"term": term, "postings": np.array(postings, ">u4").tobytes()}
