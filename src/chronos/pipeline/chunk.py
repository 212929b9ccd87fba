"""Chunk: words in, passages out that are short enough to be embedded and overlap enough to lose nothing at a seam."""

import asyncio
from collections.abc import Sequence

from chronos.db import Database
from chronos.model import Chunk, VideoId, Word
from chronos.pipeline.index import read_words, write_units
from chronos.pipeline.steps import QUERIES, VideoRow, begin, finish, hold
from chronos.text.sentences import LONGEST, Span, sentence_spans
from chronos.text.units import derive_units

MAX_WORDS = 150  # the embedder reads 256 tokens
OVERLAP_WORDS = 40


def chunk_words(words: Sequence[Word], limit: int = MAX_WORDS, overlap: int = OVERLAP_WORDS) -> list[Chunk]:
    """Passages of whole sentences, at most `limit` words each, that together hold every word.

    Each begins with about `overlap` of the last words of the one before, from the start of a sentence. `overlap` must
    be less than `limit`.
    """
    if not 0 <= overlap < limit:
        raise ValueError("overlap must be at least 0 and less than limit")
    spans = sentence_spans(words, longest=min(LONGEST, limit))
    chunks: list[Chunk] = []
    first = last = 0  # the chunk is made of the sentences spans[first:last]
    while last < len(spans):
        while last < len(spans) and spans[last][1] - spans[first][0] <= limit:
            last += 1
        chunks.append(_chunk(len(chunks), words[spans[first][0] : spans[last - 1][1]]))
        if last < len(spans):
            first = _overlap_start(spans, first, last, limit, overlap)
    return chunks


async def chunk_video(db: Database, video_id: VideoId) -> None:
    """Job. Safe to repeat: it replaces the video's chunks and units, together with the step to the next stage."""
    async with db.as_service("pipeline.chunk") as tx:
        video = await begin(tx, video_id, "chunk")
        if video is None:
            return
        words = await read_words(tx, video_id)
    chunks = await asyncio.to_thread(chunk_words, words)
    units = await asyncio.to_thread(derive_units, words)
    async with db.as_service("pipeline.chunk") as tx:
        await hold(tx, video_id)
        await tx.execute(QUERIES["delete_chunks"], {"id": video_id})
        await tx.execute_many(QUERIES["insert_chunk"], [_row(video, chunk) for chunk in chunks])
        await write_units(tx, video, units)
        await finish(tx, video_id, "chunk")


def _row(video: VideoRow, chunk: Chunk) -> dict[str, object]:
    return {
        "video_id": video.id,
        "creator_id": video.creator_id,
        "index": chunk.index,
        "text": chunk.text,
        "start_seconds": chunk.start_seconds,
        "end_seconds": chunk.end_seconds,
        "word_starts": list(chunk.word_starts),
    }


def _overlap_start(spans: Sequence[Span], first: int, last: int, limit: int, overlap: int) -> int:
    """The sentence with which the next chunk begins: about `overlap` words back, and room is left for the next one."""
    end, next_end = spans[last - 1][1], spans[last][1]
    room = [i for i in range(first + 1, last + 1) if next_end - spans[i][0] <= limit]
    return min(room, key=lambda i: (abs(end - spans[i][0] - overlap), i))


def _chunk(index: int, words: Sequence[Word]) -> Chunk:
    return Chunk(
        index=index,
        text=" ".join(word.text for word in words),
        start_seconds=words[0].start,
        end_seconds=max(word.end for word in words),
        word_starts=tuple(word.start for word in words),
    )
