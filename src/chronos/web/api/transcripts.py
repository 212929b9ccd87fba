"""The transcript of a video, as captions or as JSON."""

import asyncio
from collections.abc import Mapping, Sequence
from email.message import Message
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from chronos import model, videos
from chronos.model import VideoId
from chronos.storage import Access, own_folder
from chronos.videos import MAX_CAPTIONS_BYTES, CaptionFile, cues_of_windows
from chronos.web.api.problems import problems
from chronos.web.api.shapes import PathVideoId
from chronos.web.api.videos import Video
from chronos.web.authenticate import Editor, Program, Running
from chronos.web.body_writer import BodyWriter, receiving
from chronos.web.serve_captions import WebVTT, serve_captions, transcript_turn

router = APIRouter(prefix="/videos/{video_id}", tags=["videos"])


class Cue(BaseModel):
    """A line of the transcript with its times."""

    start_seconds: float
    end_seconds: float
    text: str


class TimeSpan(BaseModel):
    """A part of the video."""

    start_seconds: float
    end_seconds: float


class Transcript(BaseModel):
    """The transcript of a video as cues, in order."""

    language: str | None
    cues: list[Cue]
    not_understood: list[TimeSpan] = Field(description="Where a voice is heard that gave no words; `cues` omit it.")


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


@router.put(
    "/captions",
    operation_id="replace_captions",
    summary="Replace the captions of a video",
    responses=problems(400, 404, 409, 413),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "A WebVTT or SRT file of up to 10 MB.",
            "content": {"text/vtt": {"schema": {"type": "string"}}, "*/*": {"schema": {"type": "string"}}},
        }
    },
)
async def replace_captions(
    video_id: PathVideoId,
    request: Request,
    app: Running,
    actor: Editor,
    encoding: Annotated[
        str | None,
        Query(
            max_length=40,
            description="Encoding of the file, e.g. `windows-1251`; default: the `charset` of its type, or detected.",
        ),
    ] = None,
    language: Annotated[
        str | None,
        Query(
            max_length=videos.MAX_LANGUAGE_CHARACTERS,
            pattern=videos.LANGUAGE_PATTERN,
            description="Language of the captions; default: the video's.",
        ),
    ] = None,
) -> Video:
    """Replace the text of a video, transcribed or not, by captions. Search finds it as soon as it is prepared.

    Quotes in sessions keep their words and seconds. `warnings` of the video says what was left out.
    """
    videos.require_creator(actor)
    async with own_folder(app.settings.home) as folder:
        received = await _receive(request, folder / "captions")
        file = CaptionFile(received, encoding or _charset(request), language)
        video = await videos.replace_captions(Access(app.db, app.objects, actor), VideoId(video_id), file)
    return Video.of(video, app.settings.public_url)


@router.get(
    "/transcript",
    operation_id="get_transcript",
    response_model=Transcript,
    summary="Get the transcript of a video",
    responses=problems(404),
)
async def get_transcript(video_id: PathVideoId, app: Running, actor: Program) -> Response:
    """Return the transcript as cues, each with its times."""
    async with transcript_turn(actor):
        async with app.db.acting_as(actor) as tx:
            video = await videos.get_video(tx, VideoId(video_id))
            windows = await videos.list_windows(tx, video.id)
            spans = await videos.list_not_understood(tx, video.id)
        body = await asyncio.to_thread(_transcript_json, video.transcript_language, windows, spans)
    return Response(body, media_type="application/json")


def _transcript_json(
    language: str | None, windows: Sequence[Mapping[str, Any]], spans: Sequence[model.TimeSpan]
) -> str:
    cues = [
        Cue(start_seconds=cue.start_seconds, end_seconds=cue.end_seconds, text=cue.text)
        for cue in cues_of_windows(windows, with_marks=False)
    ]
    not_understood = [TimeSpan(start_seconds=span.start_seconds, end_seconds=span.end_seconds) for span in spans]
    return Transcript(language=language, cues=cues, not_understood=not_understood).model_dump_json()


async def _receive(request: Request, path: Path) -> Path:
    """Write the body to `path`, so that many that arrive slowly take no memory; return `path`."""
    writer = BodyWriter(path, None)
    with receiving():
        async for piece in request.stream():
            writer.add(piece)
            if writer.size_bytes > MAX_CAPTIONS_BYTES:
                raise HTTPException(413, "The caption file is larger than 10 MB.")
            await writer.write()
        await writer.write(is_last=True)
    return path


def _charset(request: Request) -> str | None:
    """Return the encoding that the type of the body declares."""
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    return header.get_content_charset()
