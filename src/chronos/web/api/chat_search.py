"""Search in one's own conversations, and take one along."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from chronos import chat
from chronos.model import SessionId
from chronos.web.api.chat import MAX_LIMIT, Session, present_session
from chronos.web.api.message_shape import Message
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Cursor, PathSessionId, SearchedWords
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The session.", "content": {"text/markdown": {"schema": {"type": "string"}}}}
}

router = APIRouter(prefix="/chat", tags=["chat"], route_class=OffLoopRoute)


class FoundMessage(BaseModel):
    """A message of the caller's conversations; `title` is that of its session."""

    id: UUID
    session_id: UUID
    title: str | None
    role: str
    content: str
    created_at: datetime


class FoundMessagePage(BaseModel):
    """Messages, newest first."""

    items: list[FoundMessage]
    next_cursor: UUID | None


class SessionExport(BaseModel):
    """A session with the messages of all its branches, oldest first."""

    session: Session
    messages: list[Message]


@router.get("/messages", operation_id="find_messages", summary="Find messages of your conversations")
async def find_messages(
    app: Running,
    actor: Program,
    q: SearchedWords,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Maximum number of messages.")] = 50,
) -> FoundMessagePage:
    """List your own questions and answers that have all words of `q`, newest first."""
    async with app.db.acting_as(actor) as tx:
        found = await chat.find_messages(tx, q, cursor=cursor, limit=limit + 1)
    items = [FoundMessage(**{name: getattr(one, name) for name in FoundMessage.model_fields}) for one in found[:limit]]
    return FoundMessagePage(items=items, next_cursor=items[-1].id if len(found) > limit else None)


@router.get(
    "/sessions/{session_id}/export",
    operation_id="export_session",
    summary="Get a session as JSON or Markdown",
    response_model=SessionExport,
    responses=EXPORTED | problems(404),
)
async def export_session(
    session_id: PathSessionId,
    app: Running,
    actor: Program,
    format: Annotated[
        Literal["json", "markdown"], Query(description="`json`: all branches; `markdown`: the shown path, for reading.")
    ] = "json",
) -> Response | SessionExport:
    """Return a session with its messages; each citation links to the second at which it is said."""
    async with app.db.acting_as(actor) as tx:
        messages = await chat.list_messages(tx, SessionId(session_id))
        session = await chat.get_session(tx, SessionId(session_id))
    public_url = app.settings.public_url
    if format == "markdown":
        text = chat.export_markdown(session, chat.shown_path(messages), public_url)
        return Response(text, media_type="text/markdown")
    return SessionExport(
        session=present_session(session), messages=[Message.of(message, public_url) for message in messages]
    )
