"""A student's saved answers: list, open and remove them, and save an answer of a conversation."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from chronos import chat
from chronos.model import SessionId
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.conversation_view import view_text
from chronos.web.pages.person_view import view_person
from chronos.web.render_template import render_template

SAVED = "/saved"
PAGE = 50

router = APIRouter()


@router.get(SAVED)
async def list_saved(
    request: Request, app: Running, actor: Browser, cursor: UUID | None = None, removed: bool = False
) -> Response:
    """List what the student saved, the latest first."""
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        found = await chat.list_saved_answers(tx, cursor=cursor, limit=PAGE + 1)
    values = {
        "person": person,
        "answers": found[:PAGE],
        "older": found[PAGE - 1].id if len(found) > PAGE else None,
        "is_first": cursor is None,
        "removed": removed,
    }
    return render_template(request, "saved.html", values)


@router.get(f"{SAVED}/{{saved_id}}")
async def show_saved(saved_id: UUID, request: Request, app: Running, actor: Browser) -> Response:
    """Show an answer as it was when it was saved, with its sources."""
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        saved = await chat.get_saved_answer(tx, saved_id)
    pieces = [] if saved.is_withheld else list(view_text(saved.content, saved.citations))
    return render_template(request, "saved_answer.html", {"person": person, "saved": saved, "pieces": pieces})


@router.post(f"{SAVED}/{{saved_id}}/remove")
async def remove_saved(saved_id: UUID, app: Running, actor: Browser) -> Response:
    """Remove a saved answer; its conversation keeps its own."""
    async with app.db.acting_as(actor) as tx:
        await chat.remove_saved_answer(tx, saved_id)
    return RedirectResponse(f"{SAVED}?removed=true", 303)


@router.post("/chat/{session_id}/{message_id}/save")
async def save(session_id: UUID, message_id: UUID, app: Running, actor: Browser) -> Response:
    """Save an answer, or remove it from the saved ones when it is there already."""
    async with app.db.acting_as(actor) as tx:
        await chat.get_message(tx, SessionId(session_id), message_id)
        saved = (await chat.list_saved_of(tx, SessionId(session_id))).get(message_id)
        if saved is None:
            await chat.save_answer(tx, actor, message_id)
        else:
            await chat.remove_saved_answer(tx, saved)
    return RedirectResponse(f"/chat/{session_id}#m-{message_id}", 303)
