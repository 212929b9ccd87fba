"""Search everything: what is said, titles of videos, and one's own notes, in one list."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronos import courses, videos
from chronos.app import App
from chronos.model import Actor, Moment
from chronos.search import EVERYTHING, MAX_QUERY_CHARACTERS, FoundNote, Scope, find_moments, find_notes, find_words
from chronos.web.authenticate import Browser, Running, ready_engine
from chronos.web.pages.person_view import view_person
from chronos.web.pages.search_view import view_found
from chronos.web.render_template import render_template

MAX_MOMENTS = 40
MAX_NEAR = 8
MAX_TITLED = 10
MAX_NOTES = 20

router = APIRouter()


@router.get("/search")
async def search(
    request: Request,
    app: Running,
    actor: Browser,
    q: Annotated[str, Query(max_length=MAX_QUERY_CHARACTERS)] = "",
    course: str = "",
) -> Response:
    """List what has words of `q`; where they are not spoken, the moments that are closest in meaning.

    `course`: its id, or nothing for all.
    """
    query, scope = q.strip(), Scope(course_id=UUID(course)) if _is_id(course) else EVERYTHING
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        summaries = await courses.list_courses(tx)
        within = None
        if scope.course_id is not None:
            outline = await courses.get_course(tx, scope.course_id)
            within = [lesson.id for module in outline.modules if module.is_open for lesson in module.lessons]
        titled = await videos.find_titled(tx, query, video_ids=within, limit=MAX_TITLED)
    moments: Sequence[Moment] = ()
    notes: Sequence[FoundNote] = ()
    is_near = False
    if query:
        moments, is_near = await _find(app, actor, query, scope)
        notes = await find_notes(app.db, actor, query, limit=MAX_NOTES, scope=scope)
    async with app.db.acting_as(actor) as tx:
        shown = {each.id for each in titled} | {each.video_id for each in moments} | {each.video_id for each in notes}
        posters = await videos.list_posters(tx, shown)
    values = {
        "person": person,
        "query": query,
        "course": scope.course_id,
        "courses": summaries,
        "found": view_found(query, titled, moments, notes, posters),
        "is_near": is_near,
    }
    return render_template(request, "search.html", values)


async def _find(app: App, actor: Actor, query: str, scope: Scope) -> tuple[Sequence[Moment], bool]:
    """Return moments, and whether they are close in meaning alone, which takes a model."""
    said = await find_words(app.db, actor, query, limit=MAX_MOMENTS, scope=scope, cache=app.search_cache)
    if said:
        return said, False
    near = await find_moments(app.db, await ready_engine(app), actor, query, limit=MAX_NEAR, scope=scope)
    return near.moments, bool(near.moments)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
