"""Answer a question of a session as JSON, or as a stream of events when the client asks for one."""

import json
from collections.abc import AsyncGenerator
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from chronos import chat
from chronos.app import App
from chronos.model import Actor, SessionId
from chronos.web.answer_runs import Event, Making, Pace
from chronos.web.api.message_shape import Message
from chronos.web.api.search import FoundMoment
from chronos.web.api.shapes import Citation
from chronos.web.authenticate import ready_answerer
from chronos.web.cancel_when_left import cancel_when_left
from chronos.web.event_streams import EventStream, EventStreams
from chronos.web.hold_place import caller_of, hold_place, runs_of

EVENT_STREAM = "text/event-stream"
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `Accept: text/event-stream` events: `sources` (the moments found, and the ids "
        "of question and answer), `delta` (text), `citation` (its number and quote), `done` (the stored message, usage "
        "and cost) or `error` (`code` and `detail`). `Location` is where to resume with `Last-Event-ID`.",
        "content": {EVENT_STREAM: {"schema": {"type": "string"}}},
    }
}


async def answer_request(request: Request, app: App, actor: Actor, post: chat.Post) -> Response | Message:
    """Answer a post in the form that the client accepts."""
    answerer, public_url = await ready_answerer(app), app.settings.public_url
    if EVENT_STREAM not in request.headers.get("accept", ""):
        with hold_place(request, actor):
            answering = chat.answer_post(app.db, answerer, actor, post)
            return Message.of(await cancel_when_left(request, answering), public_url)
    runs, streams, caller = runs_of(request), streams_of(request), caller_of(actor)
    with ExitStack() as place:  # before anything is awaited: questions at the same time count
        place.enter_context(runs.place(caller))
        streams.refuse_more(caller)
        events = chat.stream_message(app.db, answerer, actor, post)
        begun = await anext(events)  # what is refused is refused here, with its status
        assert isinstance(begun, chat.MessageBegun)  # noqa: S101 - a stream begins with it

        async def read_stopped() -> Event:
            await events.aclose()  # one that was stopped while it waited for its turn is stored only now
            async with app.db.acting_as(actor) as tx:
                return done_event(await chat.get_message(tx, post.session_id, post.answer_id), public_url)

        making = Making(post.answer_id, caller, _present(begun, events, public_url), read_stopped)
        pace: Pace = getattr(request.app.state, "answer_pace", Pace())
        run = runs.start(making, pace)
        end = place.pop_all()
        run.task.add_done_callback(lambda _: end.close())
    response = EventStream(streams, caller, run.read())
    response.headers["Location"] = events_address(post.session_id, post.answer_id)
    return response


def streams_of(request: Request) -> EventStreams:
    """Return the open streams of this server."""
    streams: EventStreams = request.app.state.event_streams
    return streams


def events_address(session_id: SessionId, answer_id: UUID) -> str:
    """Return where the events of an answer are read."""
    return f"/api/v1/chat/sessions/{session_id}/messages/{answer_id}/events"


def done_event(message: chat.Message, public_url: str) -> Event:
    """Return the event that ends an answer: `message` is shown in place of all that came before."""
    shown = Message.of(message, public_url).model_dump(mode="json")
    usage = {name: shown[name] for name in ("input_tokens", "output_tokens")}
    ended = {"message": shown, "usage": usage, "cost_usd": shown["cost_usd"], "citations": shown["citations"]}
    return "done", json.dumps(ended)


async def _present(
    begun: chat.MessageBegun, events: AsyncGenerator[chat.MessageEvent], public_url: str
) -> AsyncGenerator[Event]:
    try:
        async for event in events:
            match event:
                case chat.SourcesFound(moments, is_covered, searched_for):
                    found = [FoundMoment.of(moment, public_url).model_dump(mode="json") for moment in moments]
                    ids = {"question_id": str(begun.question_id), "message_id": str(begun.answer_id)}
                    yield (
                        "sources",
                        json.dumps(ids | {"searched_for": searched_for, "is_covered": is_covered, "moments": found}),
                    )
                case chat.TextAdded(text):
                    yield "delta", json.dumps({"text": text})
                case chat.CitationAdded(number, citation):
                    cited = Citation.of(citation, public_url).model_dump(mode="json")
                    yield "citation", json.dumps({"number": number, **cited})
                case chat.MessageStored(message):
                    yield done_event(message, public_url)
    finally:
        await events.aclose()
