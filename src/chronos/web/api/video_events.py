"""Events of a video: its status and progress as a stream, until it is completed or has failed."""

import json
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, Any, Self, cast
from uuid import UUID

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from chronos import videos
from chronos.app import App
from chronos.errors import ChronosError, NotAllowed, NotFound
from chronos.model import Actor, VideoId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import PathVideoId
from chronos.web.api.videos import Status
from chronos.web.authenticate import ProgramOrBrowser, Running
from chronos.web.event_streams import EventStream, EventStreams

RETRY_MS = 2000  # that a browser waits before it connects again
ENDS = ("completed", "failed")
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events: `status` with a `VideoStatus` at once and after each change, `error` with "
        "`code` and `detail` when the caller no longer sees the video.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    },
    204: {"description": "`Last-Event-ID` names the end of this video: nothing follows."},
}

router = APIRouter(prefix="/videos", tags=["videos"])


class VideoStatus(BaseModel):
    """Where a video is. `progress` is that of the current status, 0 to 1."""

    video_id: UUID
    status: Status
    progress: float
    error_message: str | None

    @classmethod
    def of(cls, video: videos.Video) -> Self:
        """Return where a video of the room is."""
        return cls(
            video_id=video.id,
            status=cast("Status", video.status),
            progress=video.progress,
            error_message=video.error_message,
        )

    @property
    def event_id(self) -> str:
        """The id that a client sends as `Last-Event-ID`, so that it is not told the same again."""
        return f"{self.status}-{self.progress:.4f}"


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two looks at the row, more and more while nothing changes; and those of the whole stream.

    A stream ends in time, so that the right to read it is proved anew; its client connects again.
    """

    first: float = 1.0
    slowest: float = 5.0
    heartbeat: float = 15.0
    whole: float = 600.0


@router.get(
    "/{video_id}/events",
    operation_id="follow_video",
    summary="Get status and progress of a video as events",
    response_class=StreamingResponse,
    responses=EVENTS | problems(404, 429),
)
async def follow_video(
    video_id: PathVideoId,
    request: Request,
    app: Running,
    actor: ProgramOrBrowser,
    last_event_id: Annotated[
        str, Header(description="Id of the last event that was received; the same one is not sent again.")
    ] = "",
) -> Response:
    """Stream status and progress until the video is completed or has failed; at most 8 streams for a caller.

    A stream ends after ten minutes at most: connect again with `Last-Event-ID`, as browsers do.
    """
    now = await _look(app, actor, VideoId(video_id))
    if now.event_id == last_event_id and now.status in ENDS:
        return Response(status_code=204)  # a browser stops connecting
    streams: EventStreams = request.app.state.event_streams
    pace: Pace = getattr(request.app.state, "event_pace", Pace())
    assert actor.subject is not None  # noqa: S101 - a person
    return EventStream(streams, actor.subject, _events(app, actor, now, last_event_id, streams, pace))


async def _events(
    app: App, actor: Actor, now: VideoStatus, last_id: str, streams: EventStreams, pace: Pace
) -> AsyncGenerator[str]:
    started = sent = time.monotonic()
    pause = pace.first
    yield f"retry: {RETRY_MS}\n\n"
    while True:
        if now.event_id != last_id:
            yield f"event: status\nid: {now.event_id}\ndata: {now.model_dump_json()}\n\n"
            last_id, sent, pause = now.event_id, time.monotonic(), pace.first
        if now.status in ENDS or time.monotonic() - started >= pace.whole or not await streams.pause(pause):
            return
        pause = min(pause * 1.5, pace.slowest)
        if time.monotonic() - sent >= pace.heartbeat:
            yield ": nothing has changed\n\n"
            sent = time.monotonic()
        try:
            now = await _look(app, actor, now.video_id)
        except (NotFound, NotAllowed) as error:
            yield f"event: error\ndata: {json.dumps({'code': error.code, 'detail': str(error)})}\n\n"
            return
        except ChronosError:
            continue  # the database is away for a moment


async def _look(app: App, actor: Actor, video_id: UUID) -> VideoStatus:
    """Read the row in a transaction of its own. Raises NotFound for a video that the actor does not see."""
    async with app.db.acting_as(actor) as tx:
        return VideoStatus.of(await videos.get_video(tx, VideoId(video_id)))
