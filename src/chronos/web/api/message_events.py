"""Events of an answer that is being made: read on after a lost connection, and stop."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from starlette.responses import Response, StreamingResponse

from chronos import chat
from chronos.model import SessionId
from chronos.web.answer_runs import END, Event, write_event
from chronos.web.api.answer_stream import EVENT_STREAM, done_event, streams_of
from chronos.web.api.message_shape import Message, PathMessageId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import PathSessionId
from chronos.web.authenticate import Program, Running
from chronos.web.event_streams import EventStream
from chronos.web.hold_place import caller_of, runs_of

EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The events after `Last-Event-ID`; of an answer that is stored `done` alone.",
        "content": {EVENT_STREAM: {"schema": {"type": "string"}}},
    },
    204: {"description": "`Last-Event-ID` names the end of this answer: nothing follows."},
}

router = APIRouter(prefix="/chat/sessions/{session_id}/messages/{message_id}", tags=["chat"])


@router.get(
    "/events",
    operation_id="follow_message",
    summary="Get an answer in the making as events",
    response_class=StreamingResponse,
    responses=EVENTS | problems(404, 429),
)
async def follow_message(
    session_id: PathSessionId,
    message_id: PathMessageId,
    request: Request,
    app: Running,
    actor: Program,
    last_event_id: Annotated[
        str, Header(description="Id of the last event that was received; what follows it is sent.")
    ] = "",
) -> Response:
    """Stream the events of an answer, all of them or those after the last one that was received.

    Without a reader an answer is stopped after ten seconds. One that was stored is sent whole, as `done`: show its
    message in place of what came before.
    """
    async with app.db.acting_as(actor) as tx:
        await chat.get_session(tx, SessionId(session_id))
    run = runs_of(request).find(message_id, caller_of(actor))
    if last_event_id == END:
        return Response(status_code=204)
    if run is not None:
        after = int(last_event_id) if last_event_id.isdecimal() and len(last_event_id) < 10 else 0
        return EventStream(streams_of(request), caller_of(actor), run.read(after))
    async with app.db.acting_as(actor) as tx:
        message = await chat.get_message(tx, SessionId(session_id), message_id)
    return EventStream(streams_of(request), caller_of(actor), _once(done_event(message, app.settings.public_url)))


@router.post("/stop", operation_id="stop_message", summary="End an answer in the making", responses=problems(404))
async def stop_message(
    session_id: PathSessionId, message_id: PathMessageId, request: Request, app: Running, actor: Program
) -> Message:
    """Stop an answer and return what was said as its message; one that is complete already is returned as it is."""
    run = runs_of(request).find(message_id, caller_of(actor))
    if run is not None:
        run.stop()
        await asyncio.wait([run.task])
    async with app.db.acting_as(actor) as tx:
        return Message.of(await chat.get_message(tx, SessionId(session_id), message_id), app.settings.public_url)


async def _once(event: Event) -> AsyncGenerator[str]:
    name, data = event
    yield write_event(name, data, END)
