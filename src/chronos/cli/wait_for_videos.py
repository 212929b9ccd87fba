"""Show one bar per video until each is completed or failed."""

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from chronos.cli.output import one_line
from chronos.errors import ProviderError
from chronos.model import Actor, VideoId

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.videos import Video

POLL_SECONDS = 0.3
FINAL = ("completed", "failed")
# Start and length of each status as shares of the whole time, estimated, so that a bar moves evenly.
SHARES = {"pending": (0.0, 0.0), "uploading": (0.0, 0.02), "transcribing": (0.02, 0.88), "processing": (0.9, 0.01),
          "embedding": (0.91, 0.09), "completed": (1.0, 0.0), "failed": (1.0, 0.0)}  # fmt: skip


async def wait_for_videos(app: "App", actor: Actor, ids: Sequence[VideoId]) -> None:
    """Show the bars and return when every video is completed or failed."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
               TextColumn("{task.fields[state]}"))  # fmt: skip
    console = Console(stderr=True, markup=False, highlight=False)
    with Progress(*columns, console=console) as progress:
        bars = {}
        async for videos in _watch(app, actor, ids):
            for video in videos:
                if video.id not in bars:
                    bars[video.id] = progress.add_task(one_line(video.title)[:40], total=1.0, state="")
                start, length = SHARES[video.status]
                progress.update(bars[video.id], completed=start + length * video.progress, state=video.status)


async def _watch(app: "App", actor: Actor, ids: Sequence[VideoId]) -> AsyncIterator[list["Video"]]:
    import asyncio

    from chronos.videos import get_video

    while True:
        try:
            async with app.db.acting_as(actor) as tx:
                videos = [await get_video(tx, video_id) for video_id in ids]
        except ProviderError as error:
            if error.code != "database_unavailable":
                raise
            await app.db.outage.over()
            continue
        yield videos
        if all(video.status in FINAL and not video.has_pending_captions for video in videos):
            return
        await asyncio.sleep(POLL_SECONDS)
