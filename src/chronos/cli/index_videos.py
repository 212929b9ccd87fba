"""Index videos, with progress."""

from typing import TYPE_CHECKING

from chronos.cli.progress_bar import OnProgress

if TYPE_CHECKING:
    from chronos.app import App


async def index_videos(app: "App", on_progress: OnProgress, *, everything: bool = False) -> int:
    """Index the videos that are missing or out of date, or all of them; return how many."""
    from chronos.pipeline import index_video, list_unindexed

    ids = await list_unindexed(app.db, app.settings.embedder, everything=everything)
    for done, video_id in enumerate(ids):
        on_progress("indexing videos", done / len(ids))
        await index_video(app.db, app.embedder, video_id)
    return len(ids)


def indexed_text(count: int) -> str:
    """Return what was done as a sentence."""
    return f"Indexed {count:,} {'video' if count == 1 else 'videos'}."
