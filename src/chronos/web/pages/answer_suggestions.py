"""Questions to ask after an answer, as a part of the page: its script asks for it once the answer is seen."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import chat
from chronos.model import SessionId
from chronos.web.authenticate import Browser, Running, ready_answerer
from chronos.web.render_template import render_template

router = APIRouter(prefix="/chat/{session_id}/{message_id}")


@router.get("/suggestions")
async def show_suggestions(
    session_id: UUID, message_id: UUID, request: Request, app: Running, actor: Browser
) -> Response:
    """Show questions that the library answers; each is a form that asks it in the conversation."""
    async with app.db.acting_as(actor) as tx:
        await chat.get_message(tx, SessionId(session_id), message_id)
    engine = (await ready_answerer(app)).engine
    found = await chat.suggest_questions(app.db, engine, actor, message_id)
    values = {"session_id": session_id, "questions": [each.question for each in found]}
    return render_template(request, "_suggestions.html", values)
