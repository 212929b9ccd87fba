"""Ask from a page: the answer alone for the page's own module, the whole page for a browser without scripts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Header
from starlette.responses import Response

from chronos import chat
from chronos.model import VideoId
from chronos.search import EVERYTHING, Scope
from chronos.web.authenticate import Browser, Running, ready_answerer
from chronos.web.pages.answer_view import AnswerView
from chronos.web.pages.library_show import library_page
from chronos.web.pages.video import video_page
from chronos.web.render_template import render_template

router = APIRouter()


@router.post("/ask")
async def ask(
    app: Running,
    actor: Browser,
    question: Annotated[str, Form()] = "",
    page_video: Annotated[UUID | None, Form()] = None,
    everywhere: Annotated[bool, Form()] = False,
    chronos_part: Annotated[str | None, Header()] = None,
) -> Response:
    """`page_video` is the video on whose page the question was asked; only it is asked, unless `everywhere`."""
    video_id = VideoId(page_video) if page_video is not None else None
    scope = Scope((video_id,)) if video_id is not None and not everywhere else EVERYTHING
    answer = await chat.ask(app.db, await ready_answerer(app), actor, question, scope=scope)
    shown = AnswerView(question.strip(), answer)
    if chronos_part == "answer":
        return render_template("_answer.html", {"shown": shown, "page_video_id": video_id})
    if video_id is not None:
        return await video_page(app, actor, video_id, shown=shown)
    return await library_page(app, actor, shown=shown)
