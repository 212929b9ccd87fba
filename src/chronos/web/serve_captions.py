"""Serve the captions of a video."""

import asyncio

from starlette.responses import PlainTextResponse

from chronos import videos
from chronos.app import App
from chronos.file_work import FILE_WORK
from chronos.model import Actor, VideoId
from chronos.videos import cues_of_windows, to_vtt


class WebVTT(PlainTextResponse):
    """Captions in WebVTT."""

    media_type = "text/vtt"


async def serve_captions(app: App, actor: Actor, video_id: VideoId) -> WebVTT:
    """Return the captions; they have no cues until the video is transcribed. Raises NotFound."""
    async with transcript_turn(actor):
        async with app.db.acting_as(actor) as tx:
            video = await videos.get_video(tx, video_id)
            windows = await videos.list_windows(tx, video.id)
        return WebVTT(await asyncio.to_thread(lambda: to_vtt(cues_of_windows(windows, with_marks=True))))


def transcript_turn(actor: Actor) -> asyncio.Lock:
    """Return what is held while the person reads a transcript: that of a long video takes memory and a second."""
    return FILE_WORK.turn(("transcript", actor.subject))
