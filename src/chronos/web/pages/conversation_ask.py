"""Ask in a conversation: its script gets the answer as a stream, a plain form the page with the answer."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from chronos import chat
from chronos.app import App
from chronos.model import Actor, SessionId, VideoId
from chronos.web.api.answer_stream import answer_request
from chronos.web.api.message_events import stop_message
from chronos.web.authenticate import Browser, Running

About = Literal["", "video", "second", "course", "everything"]
Second = Annotated[float | None, Form(ge=0, le=1e6, allow_inf_nan=False)]

router = APIRouter(prefix="/chat")


@router.post("")
async def begin(
    request: Request,
    app: Running,
    actor: Browser,
    question: Annotated[str, Form()] = "",
    course: Annotated[UUID | None, Form()] = None,
    video: Annotated[UUID | None, Form()] = None,
    at: Second = None,
    scope: Annotated[About, Form()] = "",
) -> Response:
    """Begin a conversation: about a course, about a video around a second, or about everything.

    `scope` chooses among what the form of a video's page names: the `video`, its `second`, the `course`, `everything`.
    """
    video = video if scope in ("", "video", "second") else None
    course = course if scope in ("", "course") else None
    at = at if scope in ("", "second") else None
    chat.clean_question(question)  # a refused question leaves no empty conversation
    async with app.db.acting_as(actor) as tx:
        session = await chat.create_session(
            tx,
            actor,
            video_ids=[VideoId(video)] if video is not None else None,
            course_id=course,
            at_seconds=at if video is not None else None,
        )
    return await _answer(request, app, actor, chat.Post(session.id, question))


@router.post("/{session_id}")
async def ask(
    session_id: UUID, request: Request, app: Running, actor: Browser, question: Annotated[str, Form()] = ""
) -> Response:
    """Ask after the newest message of a conversation."""
    return await _answer(request, app, actor, chat.Post(SessionId(session_id), question))


@router.post("/{session_id}/{message_id}/again")
async def ask_again(session_id: UUID, message_id: UUID, request: Request, app: Running, actor: Browser) -> Response:
    """Answer a question anew, given by its id or by that of an answer."""
    return await _answer(request, app, actor, chat.Post(SessionId(session_id), again=message_id))


@router.post("/{session_id}/{message_id}/stop")
async def stop(session_id: UUID, message_id: UUID, request: Request, app: Running, actor: Browser) -> Response:
    """Stop an answer in the making; what was said stays."""
    await stop_message(session_id, message_id, request, app, actor)
    return RedirectResponse(f"/chat/{session_id}", 303)


async def _answer(request: Request, app: App, actor: Actor, post: chat.Post) -> Response:
    address = f"/chat/{post.session_id}"
    answered = await answer_request(request, app, actor, post)
    if isinstance(answered, Response):  # a stream: its page has the conversation's address from now on
        answered.headers["Content-Location"] = address
        return answered
    return RedirectResponse(f"{address}#m-{answered.id}", 303)
