"""Rename a conversation, remove it, take it back, judge its answers, and send its questions to the teacher."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from chronos import chat
from chronos.model import SessionId
from chronos.web.authenticate import Browser, Running

router = APIRouter(prefix="/chat/{session_id}")


@router.post("/rename")
async def rename(session_id: UUID, app: Running, actor: Browser, title: Annotated[str, Form()] = "") -> Response:
    """Give a conversation another title."""
    async with app.db.acting_as(actor) as tx:
        await chat.rename_session(tx, SessionId(session_id), title)
    return RedirectResponse(f"/chat/{session_id}", 303)


@router.post("/remove")
async def remove(session_id: UUID, app: Running, actor: Browser) -> Response:
    """Remove a conversation; the page that follows offers to take it back."""
    async with app.db.acting_as(actor) as tx:
        await chat.bin_session(tx, SessionId(session_id))
    return RedirectResponse(f"/chat?removed={session_id}", 303)


@router.post("/restore")
async def restore(session_id: UUID, app: Running, actor: Browser) -> Response:
    """Take a removed conversation back."""
    async with app.db.acting_as(actor) as tx:
        await chat.take_session_back(tx, SessionId(session_id))
    return RedirectResponse(f"/chat/{session_id}", 303)


@router.post("/{message_id}/feedback")
async def judge(
    session_id: UUID,
    message_id: UUID,
    app: Running,
    actor: Browser,
    verdict: Annotated[Literal["", "right", "wrong"], Form()] = "",
) -> Response:
    """Say that an answer is right or wrong, or take that back."""
    async with app.db.acting_as(actor) as tx:
        await chat.get_message(tx, SessionId(session_id), message_id)
        if verdict:
            await chat.give_feedback(tx, actor, message_id, verdict)
        elif message_id in await chat.list_verdicts(tx, SessionId(session_id)):
            await chat.take_feedback_back(tx, message_id)
    return RedirectResponse(f"/chat/{session_id}#m-{message_id}", 303)


@router.post("/{message_id}/tell")
async def tell(session_id: UUID, message_id: UUID, app: Running, actor: Browser) -> Response:
    """Send a question that the videos do not cover to the teacher."""
    async with app.db.acting_as(actor) as tx:
        await chat.get_message(tx, SessionId(session_id), message_id)
        await chat.tell_teacher(tx, actor, message_id)
    return RedirectResponse(f"/chat/{session_id}#m-{message_id}", 303)
