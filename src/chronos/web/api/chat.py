"""Sessions: a student's conversations with the library."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chronos import chat
from chronos.model import SessionId, VideoId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Citation, Cursor, PathSessionId, Question, Title, VideoIds
from chronos.web.authenticate import Program, Running, ready_answerer
from chronos.web.off_loop import OffLoopRoute

MAX_LIMIT = chat.MAX_PAGE - 1  # one more is asked for, to know whether there is a next page

router = APIRouter(prefix="/chat/sessions", tags=["chat"], route_class=OffLoopRoute)


class NewSession(Body):
    """A session to create; without `video_ids` it covers the whole library."""

    title: Title | None = None
    video_ids: VideoIds | None = None


class SessionChange(Body):
    """A new title for a session."""

    title: Title


class Session(BaseModel):
    """A conversation of a student with the library, or with the videos of `video_ids`."""

    id: UUID
    title: str | None
    video_ids: list[UUID] | None
    created_at: datetime
    last_message_at: datetime | None


class SessionPage(BaseModel):
    """Sessions, newest first."""

    items: list[Session]
    next_cursor: UUID | None


class NewMessage(Body):
    """A question to ask in a session."""

    content: Question


class Message(BaseModel):
    """A question or an answer. `covered` and `model` are set on answers only."""

    id: UUID
    role: str
    content: str
    citations: list[Citation]
    covered: bool | None
    notice: str | None = Field(
        description="A sentence that ends the content, e.g. that the month's answers are used up and until when."
    )
    model: str | None
    created_at: datetime
    is_withheld: bool = Field(
        description="Whether the answer cites a video that you cannot play now; neither text nor citations are shown."
    )


class MessagePage(BaseModel):
    """All messages of a session, oldest first."""

    items: list[Message]
    next_cursor: UUID | None


@router.get("", operation_id="list_sessions", summary="List sessions", responses=problems(404))
async def list_sessions(
    app: Running,
    actor: Program,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Maximum number of sessions.")] = 50,
) -> SessionPage:
    """List sessions, newest first. A creator sees the sessions of their students."""
    after = SessionId(cursor) if cursor is not None else None
    async with app.db.acting_as(actor) as tx:
        sessions = await chat.list_sessions(tx, cursor=after, limit=limit + 1)
    shown = sessions[:limit]
    return SessionPage(
        items=[_session(session) for session in shown],
        next_cursor=shown[-1].id if len(sessions) > limit else None,
    )


@router.post(
    "", operation_id="create_session", summary="Create a session", status_code=201, responses=problems(400, 413)
)
async def create_session(body: NewSession, app: Running, actor: Program, response: Response) -> Session:
    """Create a session. Only students can create one."""
    ids = [VideoId(each) for each in body.video_ids] if body.video_ids is not None else None
    async with app.db.acting_as(actor) as tx:
        session = await chat.create_session(tx, actor, title=body.title, video_ids=ids)
    response.headers["Location"] = f"/api/v1/chat/sessions/{session.id}"
    return _session(session)


@router.get("/{session_id}", operation_id="get_session", summary="Get a session", responses=problems(404))
async def get_session(session_id: PathSessionId, app: Running, actor: Program) -> Session:
    """Return a session without its messages."""
    async with app.db.acting_as(actor) as tx:
        return _session(await chat.get_session(tx, SessionId(session_id)))


@router.patch(
    "/{session_id}", operation_id="rename_session", summary="Rename a session", responses=problems(400, 404, 413)
)
async def rename_session(session_id: PathSessionId, body: SessionChange, app: Running, actor: Program) -> Session:
    """Change the title of a session and return the session."""
    async with app.db.acting_as(actor) as tx:
        session = await chat.rename_session(tx, SessionId(session_id), body.title)
    return _session(session)


@router.delete(
    "/{session_id}", operation_id="delete_session", summary="Delete a session", status_code=204, responses=problems(404)
)
async def delete_session(session_id: PathSessionId, app: Running, actor: Program) -> None:
    """Delete a session and all its messages."""
    async with app.db.acting_as(actor) as tx:
        await chat.delete_session(tx, SessionId(session_id))


@router.get(
    "/{session_id}/messages",
    operation_id="list_messages",
    summary="List the messages of a session",
    responses=problems(404),
)
async def list_messages(session_id: PathSessionId, app: Running, actor: Program) -> MessagePage:
    """List all messages of a session, oldest first."""
    async with app.db.acting_as(actor) as tx:
        messages = await chat.list_messages(tx, SessionId(session_id))
    return MessagePage(items=[_message(each, app.settings.public_url) for each in messages], next_cursor=None)


@router.post(
    "/{session_id}/messages",
    operation_id="post_message",
    summary="Ask a question in a session",
    responses=problems(400, 404, 413),
)
async def post_message(session_id: PathSessionId, body: NewMessage, app: Running, actor: Program) -> Message:
    """Answer a question with citations, and store both in the session."""
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
        notice=message.notice,
        model=message.model,
        created_at=message.created_at,
        is_withheld=message.is_withheld,
    )
