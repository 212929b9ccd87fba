"""Conversations of a student."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from chronos import chat
from chronos.model import SessionId, VideoId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Citation, Question, Title, VideoIds
from chronos.web.authenticate import Program, Running, ready_answerer

MAX_LIMIT = chat.MAX_PAGE - 1  # one more is asked for, to know whether there is a next page

router = APIRouter(prefix="/chat/sessions", tags=["chat"])


class NewSession(Body):
    """A conversation to begin; without `video_ids` it is about the whole library."""

    title: Title | None = None
    video_ids: VideoIds | None = None


class SessionChange(Body):
    """What can be changed of a conversation."""

    title: Title


class Session(BaseModel):
    """A conversation."""

    id: UUID
    title: str | None
    video_ids: list[UUID] | None
    created_at: datetime
    last_message_at: datetime | None


class SessionPage(BaseModel):
    """Conversations, newest first."""

    items: list[Session]
    next_cursor: UUID | None


class NewMessage(Body):
    """What to ask."""

    content: Question


class Message(BaseModel):
    """One side of an exchange. `covered` and `model` are the assistant's."""

    id: UUID
    role: str
    content: str
    citations: list[Citation]
    covered: bool | None
    model: str | None
    created_at: datetime


class MessagePage(BaseModel):
    """All messages of a conversation, oldest first."""

    items: list[Message]
    next_cursor: UUID | None


@router.get("", operation_id="list_sessions", summary="List conversations", responses=problems(404))
async def list_sessions(
    app: Running,
    actor: Program,
    cursor: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> SessionPage:
    """Newest first; a creator sees those of its students."""
    after = SessionId(cursor) if cursor is not None else None
    async with app.db.acting_as(actor) as tx:
        sessions = await chat.list_sessions(tx, cursor=after, limit=limit + 1)
    shown = sessions[:limit]
    return SessionPage(
        items=[_session(session) for session in shown],
        next_cursor=shown[-1].id if len(sessions) > limit else None,
    )


@router.post(
    "", operation_id="create_session", summary="Begin a conversation", status_code=201, responses=problems(400, 413)
)
async def create_session(body: NewSession, app: Running, actor: Program, response: Response) -> Session:
    """For students."""
    ids = [VideoId(each) for each in body.video_ids] if body.video_ids is not None else None
    async with app.db.acting_as(actor) as tx:
        session = await chat.create_session(tx, actor, title=body.title, video_ids=ids)
    response.headers["Location"] = f"/api/v1/chat/sessions/{session.id}"
    return _session(session)


@router.get("/{session_id}", operation_id="get_session", summary="One conversation", responses=problems(404))
async def get_session(session_id: UUID, app: Running, actor: Program) -> Session:
    """Without its messages."""
    async with app.db.acting_as(actor) as tx:
        return _session(await chat.get_session(tx, SessionId(session_id)))


@router.patch("/{session_id}", operation_id="rename_session", summary="Rename it", responses=problems(400, 404, 413))
async def rename_session(session_id: UUID, body: SessionChange, app: Running, actor: Program) -> Session:
    """The conversation with its new title."""
    async with app.db.acting_as(actor) as tx:
        session = await chat.rename_session(tx, SessionId(session_id), body.title)
    return _session(session)


@router.delete(
    "/{session_id}", operation_id="delete_session", summary="Remove it", status_code=204, responses=problems(404)
)
async def delete_session(session_id: UUID, app: Running, actor: Program) -> None:
    """With all of its messages."""
    async with app.db.acting_as(actor) as tx:
        await chat.delete_session(tx, SessionId(session_id))


@router.get("/{session_id}/messages", operation_id="list_messages", summary="What was said", responses=problems(404))
async def list_messages(session_id: UUID, app: Running, actor: Program) -> MessagePage:
    """Oldest first."""
    async with app.db.acting_as(actor) as tx:
        messages = await chat.list_messages(tx, SessionId(session_id))
    return MessagePage(items=[_message(each, app.settings.public_url) for each in messages], next_cursor=None)


@router.post(
    "/{session_id}/messages",
    operation_id="post_message",
    summary="Ask in a conversation",
    responses=problems(400, 404, 413),
)
async def post_message(session_id: UUID, body: NewMessage, app: Running, actor: Program) -> Message:
    """The assistant's answer; question and answer are kept."""
    message = await chat.post_message(app.db, await ready_answerer(app), actor, SessionId(session_id), body.content)
    return _message(message, app.settings.public_url)


def _session(session: chat.Session) -> Session:
    return Session(
        id=session.id,
        title=session.title,
        video_ids=list(session.context_video_ids) if session.context_video_ids is not None else None,
        created_at=session.created_at,
        last_message_at=session.last_message_at,
    )


def _message(message: chat.Message, public_url: str) -> Message:
    return Message(
        id=message.id,
        role=message.role,
        content=message.content,
        citations=[Citation.of(citation, public_url) for citation in message.citations],
        covered=message.covered,
        model=message.model,
        created_at=message.created_at,
    )
