"""Sessions: a student's conversations with the library."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from chronos import chat
from chronos.model import SessionId, StudentId, VideoId
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body, Cursor, OptionalSearchedWords, PathSessionId, Title, VideoIds
from chronos.web.api.watching import Second
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

MAX_LIMIT = chat.MAX_PAGE - 1  # one more is asked for, to know whether there is a next page

router = APIRouter(prefix="/chat/sessions", tags=["chat"], route_class=OffLoopRoute)


class NewSession(Body):
    """A session to create; without `video_ids` and `course_id` it covers the whole library."""

    title: Title | None = Field(None, description="Default: the first question.")
    video_ids: VideoIds | None = None
    course_id: UUID | None = Field(None, description="A course whose lessons the session is about.")
    at_seconds: Second | None = Field(
        None, description="A second of the one video in `video_ids`: what is said near it comes first."
    )


class SessionChange(Body):
    """A new title for a session."""

    title: Title


class Session(BaseModel):
    """A conversation of a student with the library, with the videos of `video_ids`, or with a course."""

    id: UUID
    title: str | None
    video_ids: list[UUID] | None
    course_id: UUID | None
    at_seconds: float | None
    created_at: datetime
    last_message_at: datetime | None


class SessionPage(BaseModel):
    """Sessions, newest first."""

    items: list[Session]
    next_cursor: UUID | None


@router.get("", operation_id="list_sessions", summary="List sessions", responses=problems(404))
async def list_sessions(
    app: Running,
    actor: Program,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Maximum number of sessions.")] = 50,
    q: OptionalSearchedWords = None,
    student_id: Annotated[UUID | None, Query(description="Only sessions of this student.")] = None,
) -> SessionPage:
    """List sessions, newest first. A creator sees the sessions of their students.

    With `q`: those that have all of its words in their title, or in a message of the caller's own conversation.
    """
    after = SessionId(cursor) if cursor is not None else None
    student = StudentId(student_id) if student_id is not None else None
    async with app.db.acting_as(actor) as tx:
        sessions = await chat.list_sessions(tx, query=q, student_id=student, cursor=after, limit=limit + 1)
    shown = sessions[:limit]
    return SessionPage(
        items=[present_session(session) for session in shown],
        next_cursor=shown[-1].id if len(sessions) > limit else None,
    )


@router.post(
    "", operation_id="create_session", summary="Create a session", status_code=201, responses=problems(400, 404, 413)
)
async def create_session(body: NewSession, app: Running, actor: Program, response: Response) -> Session:
    """Create a session. Only students can create one."""
    ids = [VideoId(each) for each in body.video_ids] if body.video_ids is not None else None
    async with app.db.acting_as(actor) as tx:
        session = await chat.create_session(
            tx, actor, title=body.title, video_ids=ids, course_id=body.course_id, at_seconds=body.at_seconds
        )
    response.headers["Location"] = f"/api/v1/chat/sessions/{session.id}"
    return present_session(session)


@router.get("/{session_id}", operation_id="get_session", summary="Get a session", responses=problems(404))
async def get_session(session_id: PathSessionId, app: Running, actor: Program) -> Session:
    """Return a session without its messages."""
    async with app.db.acting_as(actor) as tx:
        return present_session(await chat.get_session(tx, SessionId(session_id)))


@router.patch(
    "/{session_id}", operation_id="rename_session", summary="Rename a session", responses=problems(400, 404, 413)
)
async def rename_session(session_id: PathSessionId, body: SessionChange, app: Running, actor: Program) -> Session:
    """Change the title of a session and return the session."""
    async with app.db.acting_as(actor) as tx:
        session = await chat.rename_session(tx, SessionId(session_id), body.title)
    return present_session(session)


@router.delete(
    "/{session_id}", operation_id="delete_session", summary="Delete a session", status_code=204, responses=problems(404)
)
async def delete_session(session_id: PathSessionId, app: Running, actor: Program) -> None:
    """Delete a session and all its messages."""
    async with app.db.acting_as(actor) as tx:
        await chat.delete_session(tx, SessionId(session_id))


def present_session(session: chat.Session) -> Session:
    """Present a session of the room."""
    return Session(
        id=session.id,
        title=session.title,
        video_ids=list(session.context_video_ids) if session.context_video_ids is not None else None,
        course_id=session.context_course_id,
        at_seconds=session.context_at_seconds,
        created_at=session.created_at,
        last_message_at=session.last_message_at,
    )
