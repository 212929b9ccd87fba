"""Ask a question from a page: its script gets the answer alone, a browser without scripts the whole page."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Header, Request
from starlette.responses import Response

from chronos import chat
from chronos.model import VideoId
from chronos.search import EVERYTHING, Scope
from chronos.web.authenticate import Browser, Running, ready_answerer
from chronos.web.cancel_when_left import cancel_when_left
from chronos.web.hold_place import hold_place
from chronos.web.pages.answer_view import AnswerView
from chronos.web.pages.library_show import library_page
from chronos.web.pages.video_show import Asked, video_page
from chronos.web.render_template import render_template

router = APIRouter()


@router.post("/ask")
async def ask(
    request: Request,
    app: Running,
    actor: Browser,
    question: Annotated[str, Form()] = "",
    page_video: Annotated[UUID | None, Form()] = None,
    everywhere: Annotated[bool, Form()] = False,
    chronos_part: Annotated[str | None, Header()] = None,
) -> Response:
    """Answer a question about the library, or about `page_video` alone unless `everywhere`."""
    video_id = VideoId(page_video) if page_video is not None else None
    scope = Scope((video_id,)) if video_id is not None and not everywhere else EVERYTHING
    answerer = await ready_answerer(app)
    with hold_place(request, actor):
        answer = await cancel_when_left(request, chat.ask(app.db, answerer, actor, question, scope=scope))
    shown = AnswerView(question.strip(), answer)
    if chronos_part == "answer":
        return render_template(request, "_answer.html", {"shown": shown})
    if video_id is not None:
        return await video_page(request, app, actor, video_id, Asked(tab="ask"), shown=shown)
    return await library_page(request, app, actor, shown=shown)
