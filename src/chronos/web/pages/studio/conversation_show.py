"""Conversations of students: the list, and one of them, whose reading is recorded and shown to the student."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import chat
from chronos.model import SessionId, StudentId
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.studio.studio_page import staff_person
from chronos.web.render_template import render_template

CONVERSATIONS = "/studio/questions/conversations"
PAGE = 50

router = APIRouter(prefix="/questions/conversations")


@router.get("")
async def show_conversations(
    request: Request, app: Running, actor: Browser, student: UUID | None = None, cursor: UUID | None = None
) -> Response:
    """List conversations, newest first, of all students or of one. The list shows no words of theirs."""
    of = StudentId(student) if student is not None else None
    after = SessionId(cursor) if cursor is not None else None
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        found = await chat.list_sessions(tx, student_id=of, cursor=after, limit=PAGE + 1)
        names = await chat.name_askers(tx, [session.id for session in found])
    shown = found[:PAGE]
    more = f"cursor={shown[-1].id}" + (f"&student={of}" if of is not None else "") if len(found) > PAGE else None
    values = {
        "person": person,
        "tab": "conversations",
        "conversations": [(session, names.get(session.id, "")) for session in shown],
        "more": f"{CONVERSATIONS}?{more}" if more else None,
    }
    return render_template(request, "studio_conversations.html", values)


@router.get("/{session_id}")
async def show_conversation(session_id: UUID, request: Request, app: Running, actor: Browser) -> Response:
    """Show one conversation. That it was read is recorded; the student sees who read it and when."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        session = await chat.get_session(tx, SessionId(session_id))
        messages = await chat.list_messages(tx, session.id)
        names = await chat.name_askers(tx, [session.id])
    values = {
        "person": person,
        "tab": "conversations",
        "session": session,
        "name": names.get(session.id, ""),
        "messages": messages,
    }
    return render_template(request, "studio_conversation.html", values)
