"""Glance: what lists of videos show of each, without the rest of its row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chronos.db import Tx, load_queries
from chronos.model import VideoId

_QUERIES = load_queries("chronos.videos")


@dataclass(frozen=True, slots=True)
class TitledVideo:
    """A video that was found by its title or description. `poster`: the name of its picture."""

    id: VideoId
    title: str
    description: str | None
    duration_seconds: float | None
    poster: str | None


async def list_posters(tx: Tx, video_ids: Iterable[VideoId]) -> Mapping[VideoId, str]:
    """Return the names of the posters of those videos that have one and that the caller may see."""
    rows = await tx.fetch(_QUERIES["posters_of"], {"ids": list(video_ids)})
    return {row["id"]: row["poster"] for row in rows}


async def list_pictured(tx: Tx, video_ids: Iterable[VideoId]) -> frozenset[VideoId]:
    """Return those of the videos that have a storyboard and that the caller may see."""
    return frozenset(row["id"] for row in await tx.fetch(_QUERIES["pictured_of"], {"ids": list(video_ids)}))


async def list_titles(tx: Tx, video_ids: Iterable[VideoId]) -> Mapping[VideoId, str]:
    """Return the titles of those videos that the caller may see."""
    rows = await tx.fetch(_QUERIES["titles_of"], {"ids": list(video_ids)})
    return {row["id"]: row["title"] for row in rows}


async def get_sentence_at(tx: Tx, video_id: VideoId, seconds: float) -> str | None:
    """Return the sentence that is said at a second; None where nothing was said by then."""
    row = await tx.fetch_one(_QUERIES["sentence_at"], {"id": video_id, "seconds": seconds})
    return row["text"] if row else None


async def find_titled(
    tx: Tx, query: str, *, video_ids: Sequence[VideoId] | None = None, limit: int = 10
) -> list[TitledVideo]:
    """Find videos that have all words of `query` in title and description, newest first; `video_ids`: among these."""
    words = query.replace("\0", " ").lower().split()
    if not words:
        return []
    values = {"words": words, "ids": list(video_ids) if video_ids is not None else None, "limit": limit}
    return [TitledVideo(**row) for row in await tx.fetch(_QUERIES["titled_videos"], values)]
