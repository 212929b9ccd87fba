"""Ask in an embed: its script gets the answer as a stream, a plain form the page with the answer."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import JSONResponse, Response

from chronos import chat
from chronos.app import App
from chronos.chat import Answer, AnswerEvent, Asking
from chronos.errors import ChronosError
from chronos.web.answer_runs import Event, error_event, write_event
from chronos.web.api.answer_stream import EVENT_STREAM, streams_of
from chronos.web.authenticate import Running, ready_answerer, refuse_cross_site
from chronos.web.cancel_when_left import cancel_when_left
from chronos.web.event_streams import EventStream
from chronos.web.hold_place import runs_of
from chronos.web.pages.answer_view import AnswerView
from chronos.web.pages.embed_show import embed_page
from chronos.web.pages.embed_visit import Asked, EmbedRoute, EmbedView, OpenEmbed, Show, Theme, open_embed
from chronos.web.render_template import render_text

Question = Annotated[str, Form(max_length=20_000)]
FormToken = Annotated[str | None, Form(max_length=1000)]

router = APIRouter(prefix="/embed", route_class=EmbedRoute)
_log = logging.getLogger(__name__)


@router.post("/renew")
async def renew_token(request: Request, app: Running, token: FormToken = None) -> Response:
    """Return a new token of the same visit; the page asks before the one it has expires."""
    refuse_cross_site(request, app.settings.public_url)
    made = app.embed_tokens.renew(token or "")
    left = int((made.expires_at - datetime.now(UTC)).total_seconds())
    return JSONResponse({"token": made.token, "seconds_left": left})


@router.post("/{video_id}")
async def ask_video(
    video_id: UUID,
    request: Request,
    app: Running,
    question: Question = "",
    token: FormToken = None,
    show: Annotated[Show, Query()] = "both",
    theme: Annotated[Theme, Query()] = "auto",
) -> Response:
    """Answer from a video."""
    refuse_cross_site(request, app.settings.public_url)
    opened = await open_embed(request, app, token, video_id=video_id)
    return await _answer(request, app, opened, Asked(show, theme=theme), question)


@router.post("/course/{course_id}")
async def ask_course(
    course_id: UUID,
    request: Request,
    app: Running,
    question: Question = "",
    token: FormToken = None,
    lesson: Annotated[UUID | None, Form()] = None,
    show: Annotated[Show, Query()] = "both",
    theme: Annotated[Theme, Query()] = "auto",
) -> Response:
    """Answer from the lessons of a course; `lesson` is shown beside the answer."""
    refuse_cross_site(request, app.settings.public_url)
    opened = await open_embed(request, app, token, course_id=course_id)
    return await _answer(request, app, opened, Asked(show, theme=theme, lesson_id=lesson), question)


async def _answer(request: Request, app: App, opened: OpenEmbed, asked: Asked, question: str) -> Response:
    chat.clean_question(question)  # thanks are no question, and cost none
    answerer = await ready_answerer(app)
    visitor = opened.visitor_id
    if EVENT_STREAM not in request.headers.get("accept", ""):
        with runs_of(request).place(visitor):
            answering = chat.ask(app.db, answerer, opened.actor, question)
            answer = await cancel_when_left(request, answering)
        return await embed_page(request, app, opened, asked, AnswerView(question.strip(), answer))
    streams = streams_of(request)
    streams.refuse_more(visitor)
    events = chat.stream_answer(app.db, answerer, opened.actor, Asking(question))
    first = await anext(events)  # what is refused is refused here, with its status

    def render(answer: Answer) -> str:
        view = EmbedView(opened, asked)
        values = {"embed": view, "shown": AnswerView(question.strip(), answer)}
        return render_text(request, "_answer.html", values)

    async def written() -> AsyncGenerator[str]:
        async with aclosing(events):
            try:
                yield _write(await _present(first, render))
                async for event in events:
                    yield _write(await _present(event, render))
            except ChronosError as error:
                yield _write(error_event(error))
            except Exception:
                _log.exception("an answer failed")
                failed = {"code": "internal_error", "detail": "The answer failed. Ask again."}
                yield _write(("error", json.dumps(failed)))

    return EventStream(streams, visitor, written())


async def _present(event: AnswerEvent, render: Any) -> Event:
    match event:
        case chat.SourcesFound(_, is_covered, _):
            return "sources", json.dumps({"is_covered": is_covered})
        case chat.TextAdded(text):
            return "delta", json.dumps({"text": text})
        case chat.CitationAdded(number, citation):
            return "citation", json.dumps({"number": number, "title": citation.title, "text": citation.text})
        case chat.Answered(answer):
            html = await asyncio.to_thread(render, answer)
            return "done", json.dumps({"html": html, "answer": _describe(answer)})


def _describe(answer: Answer) -> dict[str, Any]:
    """Return an answer as the page of the site gets it."""
    return {
        "covered": answer.covered,
        "text": answer.text,
        "citations": [
            {
                "video_id": str(each.video_id),
                "title": each.title,
                "start_seconds": each.start_seconds,
                "play_seconds": each.play_seconds,
                "text": each.text,
            }
            for each in answer.citations
        ],
    }


def _write(event: Event) -> str:
    return write_event(event[0], event[1], "")
