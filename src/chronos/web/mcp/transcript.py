"""The tool `get_transcript`: what is said in a video, in parts of about half a minute."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field, FiniteFloat

from chronos import videos
from chronos.app import App
from chronos.model import Actor, Cue, VideoId
from chronos.text import clock
from chronos.videos import cues_of_windows, moment_url, video_url
from chronos.web.api.shapes import Body
from chronos.web.mcp.tool import Tool, one_line
from chronos.web.serve_captions import transcript_turn

PART_SECONDS = 30.0
MAX_PARTS = 60  # of one answer: about half an hour, 5,000 words


class TranscriptRequest(Body):
    """A video, and where in it to read."""

    video_id: UUID = Field(description="Id of the video, as the other tools give it.")
    start_seconds: FiniteFloat = Field(default=0, ge=0, description="Read from here.")
    end_seconds: FiniteFloat | None = Field(default=None, ge=0, description="Read to here; default: to the end.")


class Part(BaseModel):
    """What is said from `start_seconds` to `end_seconds`; `url` plays it."""

    start_seconds: float
    end_seconds: float
    text: str
    url: str


class TranscriptAnswer(BaseModel):
    """The parts of a transcript in order. `next_start_seconds`: where the rest begins, if there is more."""

    video_id: UUID
    title: str
    language: str | None
    url: str
    parts: list[Part]
    next_start_seconds: float | None


async def get_transcript(body: TranscriptRequest, app: App, actor: Actor) -> TranscriptAnswer:
    """Return what is said between the two seconds, half an hour of it at most. Raises NotFound."""
    async with transcript_turn(actor):
        async with app.db.acting_as(actor) as tx:
            video = await videos.get_video(tx, VideoId(body.video_id))
            windows = await videos.list_windows(tx, video.id)
        found = await asyncio.to_thread(_read_parts, windows, body)
    url, shown = app.settings.public_url, found[:MAX_PARTS]
    return TranscriptAnswer(
        video_id=video.id,
        title=video.title,
        language=video.transcript_language,
        url=video_url(url, video.id),
        parts=[
            Part(
                start_seconds=part[0].start_seconds,
                end_seconds=part[-1].end_seconds,
                text=" ".join(one_line(cue.text) for cue in part),
                url=moment_url(url, video.id, part[0].start_seconds),
            )
            for part in shown
        ],
        next_start_seconds=found[MAX_PARTS][0].start_seconds if len(found) > MAX_PARTS else None,
    )


def word_transcript(answer: TranscriptAnswer) -> str:
    """Return the parts, each after its time; the address of one is that of the video with `?t=` and the second."""
    lines = [one_line(answer.title), answer.url]
    lines += [f"[{clock(part.start_seconds)}]({part.url}) {part.text}" for part in answer.parts]
    lines += [] if answer.parts else ["Nothing is said here."]
    if answer.next_start_seconds is not None:
        lines.append(f"There is more: call again with start_seconds {answer.next_start_seconds:g}.")
    return "\n".join(lines)


def _read_parts(windows: Sequence[Mapping[str, Any]], body: TranscriptRequest) -> list[list[Cue]]:
    end = body.end_seconds if body.end_seconds is not None else float("inf")
    cues = cues_of_windows(windows, with_marks=False)
    return list(_parts(cue for cue in cues if cue.end_seconds > body.start_seconds and cue.start_seconds < end))


def _parts(cues: Iterator[Cue]) -> Iterator[list[Cue]]:
    part: list[Cue] = []
    for cue in cues:
        if part and cue.end_seconds - part[0].start_seconds > PART_SECONDS:
            yield part
            part = []
        part.append(cue)
    if part:
        yield part


GET_TRANSCRIPT = Tool(
    "get_transcript",
    "Read a transcript",
    "Read what is said in a video, in parts of about half a minute, each with an address that plays it. A long "
    "transcript comes in several answers.",
    TranscriptRequest,
    TranscriptAnswer,
    get_transcript,
    word_transcript,
)
