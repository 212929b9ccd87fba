"""What the player loads: the video's bytes in ranges, and its captions."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from chronos import videos
from chronos.model import VideoId
from chronos.storage import VIDEOS, object_name
from chronos.videos.captions import cues_from_words, to_vtt
from chronos.web.asker import Either, Running
from chronos.web.errors import answer, problem_of
from chronos.web.ranges import Unsatisfiable, plan_answer
from chronos.web.render import WebVTT

router = APIRouter(prefix="/videos/{video_id}")

_HEADERS = {
    "Cache-Control": "private, no-cache",  # kept, and asked after: the right to see it may end
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


@router.api_route("/media", methods=["GET", "HEAD"])
async def media(video_id: UUID, request: Request, app: Running, actor: Either) -> Response:
    """The file as it was added; whole, or the range that is asked for (RFC 9110 §14)."""
    async with app.db.acting_as(actor) as tx:
        source = await videos.get_source(tx, VideoId(video_id))
    name = object_name(VIDEOS, source.name)
    size = await app.objects.size(name)
    tag = f'"{video_id}-{size}"'  # a video's file never changes
    try:
        plan = plan_answer(request.headers, size, tag)
    except Unsatisfiable as error:
        return answer(request, problem_of(416, str(error), error.code), {"Content-Range": f"bytes */{size}"})
    headers = plan.headers | _HEADERS
    if plan.status == 304 or request.method == "HEAD":
        return Response(status_code=plan.status, headers=headers, media_type=source.content_type)
    content = app.objects.stream(name, plan.span.start, plan.span.end)
    return StreamingResponse(content, plan.status, headers, source.content_type)


@router.get("/captions.vtt")
async def captions(video_id: UUID, app: Running, actor: Either) -> Response:
    """What is said, for the player's own captions."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, VideoId(video_id))
        words = await videos.list_words(tx, video.id)
    return WebVTT(to_vtt(cues_from_words(words)))
