"""Find where words are said in the transcripts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import videos
from chronos.model import Moment, VideoId
from chronos.search import EVERYTHING, Scope, find_words
from chronos.web.authenticate import Browser, Running
from chronos.web.mark_words import cut
from chronos.web.pages.person_view import view_person
from chronos.web.render_template import render_template

MAX_LINES = 50

router = APIRouter()


@dataclass(frozen=True, slots=True)
class LineView:
    """A sentence, its text cut into parts that are marked as matching or not."""

    moment: Moment
    parts: Sequence[tuple[str, bool]]


@router.get("/find")
async def find(request: Request, app: Running, actor: Browser, q: str = "", video: UUID | None = None) -> Response:
    """List sentences with words of `q`: best first, or in the order of speech within one video. Needs no model."""
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        inside = await videos.get_video(tx, VideoId(video)) if video is not None else None
    scope = Scope((inside.id,)) if inside else EVERYTHING
    found = (
        await find_words(app.db, actor, q, limit=MAX_LINES, scope=scope, cache=app.search_cache) if q.strip() else []
    )
    if inside:
        found.sort(key=lambda moment: moment.start_seconds)
    lines = [LineView(moment, list(cut(moment.text, moment.highlights))) for moment in found]
    return render_template(
        request, "find.html", {"person": person, "query": q.strip(), "inside": inside, "lines": lines}
    )
