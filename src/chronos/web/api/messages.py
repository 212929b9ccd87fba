"""Messages: the questions and answers of a conversation."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from chronos import chat
from chronos.model import SessionId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Citation, PathSessionId, Question
from chronos.web.authenticate import Program, Running, ready_answerer
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/chat/sessions/{session_id}/messages", tags=["chat"], route_class=OffLoopRoute)

PathMessageId = Annotated[UUID, Path(description="Id of the message.")]


class NewMessage(Body):
    """A question to ask in a session: after its newest message, unless one of the two ids is given."""

    content: Question
    follows: UUID | None = Field(None, description="The message to ask after: resumes an older branch.")
    edits: UUID | None = Field(None, description="The question that this one replaces: begins a branch beside it.")


class Message(BaseModel):
    """A question or an answer. `covered`, `model` and `searched_for` are set on answers only."""

    id: UUID
    parent_id: UUID | None = Field(description="The message that it follows; null: the session begins with it.")
    role: str
    content: str
    citations: list[Citation]
    covered: bool | None
    notice: str | None = Field(
        description="A sentence that ends the content, e.g. that the month's answers are used up and until when."
    )
    searched_for: str | None = Field(description="The question as it was understood, with what earlier turns lent it.")
    model: str | None
    input_tokens: int | None
    output_tokens: int | None
    cost_usd: Decimal | None
    created_at: datetime
    is_stopped: bool = Field(description="Whether the answer ended before it was complete.")
    is_withheld: bool = Field(
        description="Whether the answer cites a video that you cannot play now; neither text nor citations are shown."
    )

    versions: list[UUID] = Field(
        [],
        description="In a list: all versions of this message, oldest first, where a question was edited or answered "
        "again.",
    )

    @classmethod
    def of(cls, message: chat.Message, public_url: str) -> Self:
        """Present a message of the room."""
        same = {name: getattr(message, name) for name in cls.model_fields if name not in ("citations", "versions")}
        return cls(**same, citations=[Citation.of(citation, public_url) for citation in message.citations])


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
    return MessagePage(items=[_shown(messages, each, app.settings.public_url) for each in path], next_cursor=None)


@router.post("", operation_id="post_message", summary="Ask a question in a session", responses=problems(400, 404, 413))
async def post_message(session_id: PathSessionId, body: NewMessage, app: Running, actor: Program) -> Message:
    """Answer a question with citations, and store both in the session."""
    post = chat.Post(SessionId(session_id), body.content, follows=body.follows, edits=body.edits)
    message = await chat.answer_post(app.db, await ready_answerer(app), actor, post)
    return Message.of(message, app.settings.public_url)


@router.post(
    "/{message_id}/regenerate",
    operation_id="regenerate_message",
    summary="Answer a question of a session again",
    responses=problems(404),
)
async def regenerate_message(
    session_id: PathSessionId, message_id: PathMessageId, app: Running, actor: Program
) -> Message:
    """Answer a question again, given by its id or by that of an answer to it; the other versions stay."""
    post = chat.Post(SessionId(session_id), again=message_id)
    message = await chat.answer_post(app.db, await ready_answerer(app), actor, post)
    return Message.of(message, app.settings.public_url)


def _shown(messages: Sequence[chat.Message], message: chat.Message, public_url: str) -> Message:
    versions = chat.list_versions(messages, message)
    shown = Message.of(message, public_url)
    return shown.model_copy(update={"versions": versions if len(versions) > 1 else []})
