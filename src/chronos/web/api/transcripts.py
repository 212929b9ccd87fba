"""What is said in a video."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from chronos import videos
from chronos.model import VideoId
from chronos.videos.captions import cues_from_words, to_vtt
from chronos.web.api.problems import problems
from chronos.web.authenticate import Program, Running
from chronos.web.webvtt import WebVTT

router = APIRouter(prefix="/videos/{video_id}", tags=["videos"])


class Line(BaseModel):
    """A line of the transcript."""

    start_seconds: float
    end_seconds: float
    text: str


class Transcript(BaseModel):
    """What is said in a video."""

    language: str | None
    lines: list[Line]


@router.get(
    "/captions.vtt",
    operation_id="get_captions",
    summary="Captions",
    response_class=WebVTT,
    responses=problems(404),
)
async def get_captions(video_id: UUID, app: Running, actor: Program) -> WebVTT:
    """WebVTT; without a cue while nothing is transcribed."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, VideoId(video_id))
        words = await videos.list_words(tx, video.id)
    return WebVTT(to_vtt(cues_from_words(words)))


@router.get("/transcript", operation_id="get_transcript", summary="Transcript", responses=problems(404))
async def get_transcript(video_id: UUID, app: Running, actor: Program) -> Transcript:
    """What is said, line by line."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, VideoId(video_id))
        words = await videos.list_words(tx, video.id)
    lines = [Line(start_seconds=cue.start, end_seconds=cue.end, text=cue.text) for cue in cues_from_words(words)]
    return Transcript(language=video.transcript_language, lines=lines)
