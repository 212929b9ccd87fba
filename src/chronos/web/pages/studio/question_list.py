"""What students ask: questions in groups, and those that the videos do not cover with the closest moments."""

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import analytics
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.studio.studio_page import staff_person
from chronos.web.render_template import render_template

router = APIRouter(prefix="/questions")


@router.get("")
async def show_questions(
    request: Request, app: Running, actor: Browser, view: Literal["gaps", "groups"] = "gaps"
) -> Response:
    """Show the questions of the last 30 days, the most asked first: the gaps, or all."""
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
    found = await analytics.get_questions(app.db, actor, gaps=view == "gaps")
    values = {"person": person, "found": found, "view": view, "tab": view}
    return render_template(request, "studio_questions.html", values)
