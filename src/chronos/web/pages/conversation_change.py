"""Rename a conversation, remove it, and take it back."""

from typing import Annotated
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
