"""Find the moments that a question is about, among those that the asker may see."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from chronos.db import Database, load_queries
from chronos.errors import Invalid
from chronos.model import Actor, Moment, VideoId
from chronos.providers.embedding import Embedder, padded
from chronos.search.rank import Passage, rank_candidates, split_passages

MAX_QUERY_CHARACTERS = 2_000
MAX_MOMENTS = 50
PASSAGES = 12  # how many are split into sentences; more cost time and added nothing on the example course

_QUERIES = load_queries("chronos.search")


@dataclass(frozen=True, slots=True)
class Found:
    """Moments, best first, and how like the question the likest sentence is (cosine, 0 to 1; 0 when there is none)."""

    moments: Sequence[Moment]
    likeness: float


async def find_moments(
    db: Database,
    embedder: Embedder,
    actor: Actor,
    query: str,
    *,
    limit: int = 5,
    video_ids: Sequence[VideoId] | None = None,
) -> Found:
    """Ranked moments for `query`, within `video_ids` when given. Raises Invalid for an empty or endless query."""
    query = clean_query(query)
    [vector] = await asyncio.to_thread(embedder.embed, [query])
    async with db.acting_as(actor) as tx:
        rows = await tx.fetch(
            _QUERIES["nearest_chunks"],
            {
                "vector": padded(vector),
                "limit": PASSAGES,
                "video_ids": list(video_ids) if video_ids is not None else None,
                "model": embedder.name,
            },
        )
    passages = [
        Passage(
            row["video_id"],
            row["title"],
            row["chunk_text"],
            row["word_starts"],
            row["end_seconds"],
            row["similarity"],
        )
        for row in rows
    ]
    candidates = split_passages(passages)
    vectors = await asyncio.to_thread(embedder.embed, [candidate.text for candidate in candidates])
    likeness = vectors @ vector
    moments = rank_candidates(candidates, likeness, max(1, min(limit, MAX_MOMENTS)))
    return Found(moments, float(likeness.max(initial=0.0)))


def clean_query(query: str) -> str:
    """`query` on one line. Raises Invalid when nothing is asked, or too much."""
    query = " ".join(query.replace("\0", " ").split())
    if not query:
        raise Invalid("Ask something: the question is empty.", code="query_empty")
    if len(query) > MAX_QUERY_CHARACTERS:
        raise Invalid(f"The question is longer than {MAX_QUERY_CHARACTERS} characters.", code="query_too_long")
    return query
