"""Messages: the questions and answers of a conversation."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from chronos import chat
from chronos.model import SessionId
from chronos.web.api.answer_stream import STREAMED, answer_request
from chronos.web.api.message_shape import Message, PathMessageId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, PathSessionId, Question
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/chat/sessions/{session_id}/messages", tags=["chat"], route_class=OffLoopRoute)


class NewMessage(Body):
    """A question to ask in a session: after its newest message, unless one of the two ids is given."""

    content: Question
    follows: UUID | None = Field(None, description="The message to ask after: resumes an older branch.")
    edits: UUID | None = Field(None, description="The question that this one replaces: begins a branch beside it.")


class MessagePage(BaseModel):
    """The messages of a path through a session, oldest first."""

    items: list[Message]
    next_cursor: UUID | None


@router.get("", operation_id="list_messages", summary="List the messages of a session", responses=problems(404))
async def list_messages(
    session_id: PathSessionId,
    app: Running,
    actor: Program,
    through: Annotated[
        UUID | None, Query(description="A message that must be on the path; default: the newest of all.")
    ] = None,
) -> MessagePage:
    """List the messages of a session, oldest first: of each question and answer with several versions, one.

    Without `through` the newest message ends the path; with it, the newest one that follows that message.
    """
    async with app.db.acting_as(actor) as tx:
        messages = await chat.list_messages(tx, SessionId(session_id))
    path = chat.shown_path(messages, through)
    versions = chat.list_versions(messages)
    return MessagePage(items=[_shown(each, versions, app.settings.public_url) for each in path], next_cursor=None)


@router.post(
    "",
    operation_id="post_message",
    summary="Ask a question in a session",
    response_model=Message,
    responses=STREAMED | problems(400, 404, 413),
)
async def post_message(
    session_id: PathSessionId, body: NewMessage, request: Request, app: Running, actor: Program
) -> Response | Message:
    """Answer a question with citations, and store both in the session.

    With `Accept: text/event-stream` it is streamed. A client that lost its connection resumes at `Location` within ten
    seconds; then the answer is stopped, and what was said is stored. A client of JSON that leaves stops it at once.
    """
    post = chat.Post(SessionId(session_id), body.content, follows=body.follows, edits=body.edits)
    return await answer_request(request, app, actor, post)


@router.post(
    "/{message_id}/regenerate",
    operation_id="regenerate_message",
    summary="Ask a question of a session again",
    response_model=Message,
    responses=STREAMED | problems(404),
)
async def regenerate_message(
    session_id: PathSessionId, message_id: PathMessageId, request: Request, app: Running, actor: Program
) -> Response | Message:
    """Answer a question again, given by its id or by that of an answer to it; the other versions stay."""
    return await answer_request(request, app, actor, chat.Post(SessionId(session_id), again=message_id))


def _shown(message: chat.Message, versions: Mapping[UUID, Sequence[UUID]], public_url: str) -> Message:
    shown, ids = Message.of(message, public_url), versions[message.id]
    return shown.model_copy(update={"versions": list(ids) if len(ids) > 1 else []})
