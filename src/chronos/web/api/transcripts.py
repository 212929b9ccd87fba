"""The transcript of a video, as captions or as JSON."""

from fastapi import APIRouter
from pydantic import BaseModel

from chronos import videos
from chronos.model import VideoId
from chronos.videos import cues_from_words
from chronos.web.api.problems import problems
from chronos.web.api.shapes import PathVideoId
from chronos.web.authenticate import Program, Running
from chronos.web.serve_captions import WebVTT, serve_captions

router = APIRouter(prefix="/videos/{video_id}", tags=["videos"])


class Cue(BaseModel):
    """A line of the transcript with its times."""

    start_seconds: float
    end_seconds: float
    text: str


class Transcript(BaseModel):
    """The transcript of a video as cues, in order."""

    language: str | None
    cues: list[Cue]


@router.get(
    "/captions.vtt",
    operation_id="get_captions",
    summary="Get the captions of a video",
    response_class=WebVTT,
    responses=problems(404),
)
async def get_captions(video_id: PathVideoId, app: Running, actor: Program) -> WebVTT:
    """Return the captions as WebVTT; they have no cues until the video is transcribed."""
    return await serve_captions(app, actor, VideoId(video_id))


@router.get(
    "/transcript", operation_id="get_transcript", summary="Get the transcript of a video", responses=problems(404)
)
async def get_transcript(video_id: PathVideoId, app: Running, actor: Program) -> Transcript:
    """Return the transcript as cues, each with its times."""
    async with app.db.acting_as(actor) as tx:
        video = await videos.get_video(tx, VideoId(video_id))
        words = await videos.list_words(tx, video.id)
    cues = [
        Cue(start_seconds=cue.start_seconds, end_seconds=cue.end_seconds, text=cue.text)
        for cue in cues_from_words(words)
    ]
    return Transcript(language=video.transcript_language, cues=cues)
