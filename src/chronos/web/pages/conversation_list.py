"""A student's conversations, and a box that begins a new one."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos import chat, courses
from chronos.model import SessionId
from chronos.web.authenticate import Browser, Running
from chronos.web.next_path import LIBRARY
from chronos.web.pages.person_view import view_person
from chronos.web.render_template import render_template

PAGE = 30

router = APIRouter()


@router.get("/chat")
async def list_conversations(
    request: Request,
    app: Running,
    actor: Browser,
    q: str = "",
    cursor: UUID | None = None,
    removed: UUID | None = None,
    course: UUID | None = None,
) -> Response:
    """List conversations, newest first; with `q` those that have its words.

    `removed`: the one that was just removed, to take back. `course`: what a new conversation is about.
    """
    if actor.student_id is None:
        return RedirectResponse(LIBRARY, 303)  # staff ask the library there; conversations are students'
    query = q.strip()[:200]
    after = SessionId(cursor) if cursor is not None else None
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        found = await chat.list_sessions(tx, query=query or None, cursor=after, limit=PAGE + 1)
        about = (await courses.get_course(tx, course)).summary if course is not None else None
    values = {
        "person": person,
        "sessions": found[:PAGE],
        "older": found[PAGE - 1].id if len(found) > PAGE else None,
        "query": query,
        "is_first": cursor is None,
        "removed": removed,
        "course": about,
    }
    return render_template(request, "conversations.html", values)
