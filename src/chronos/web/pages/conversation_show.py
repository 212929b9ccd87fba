"""A conversation at its own address: questions, answers, and their sources, which play beside it."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import chat, courses, videos
from chronos.db import Tx
from chronos.model import SessionId
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.conversation_view import group_sessions, index_citations, videos_cited, view_exchanges
from chronos.web.pages.person_view import view_person
from chronos.web.render_template import render_template

LISTED = 30  # conversations beside the open one

router = APIRouter()


@router.get("/chat/{session_id}")
async def show_conversation(session_id: UUID, request: Request, app: Running, actor: Browser) -> Response:
    """Show the newest path through a conversation. Staff read those of their students, which is recorded."""
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        session = await chat.get_session(tx, SessionId(session_id))
        messages = await chat.list_messages(tx, session.id)
        verdicts = await chat.list_verdicts(tx, session.id)
        told = await chat.list_told(tx, session.id)
        saved = await chat.list_saved_of(tx, session.id)
        about = await _word_scope(tx, session)
        exchanges = view_exchanges(chat.shown_path(messages))
        pictured = await videos.list_pictured(tx, videos_cited(exchanges))
        others = await chat.list_sessions(tx, limit=LISTED) if actor.student_id is not None else []
    values = {
        "person": person,
        "session": session,
        "about": about,
        "exchanges": exchanges,
        "verdicts": verdicts,
        "told": told,
        "saved": saved,
        "pictured": pictured,
        "cited": index_citations(exchanges),
        "groups": group_sessions(others),
    }
    return render_template(request, "conversation.html", values)


async def _word_scope(tx: Tx, session: chat.Session) -> str | None:
    """Return the title of the course or the video that it is about; None for the library, or what is locked now."""
    if session.context_course_id is not None:
        summaries = await courses.list_courses(tx)
        return next((each.title for each in summaries if each.id == session.context_course_id), None)
    if session.context_video_ids is not None and len(session.context_video_ids) == 1:
        titles = await videos.list_titles(tx, session.context_video_ids)
        return titles.get(session.context_video_ids[0])
    return None
