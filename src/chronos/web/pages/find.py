"""Find: where in the transcripts words are said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from chronos import videos
from chronos.model import Moment, Place, VideoId
from chronos.search import EVERYTHING, Scope, find_words
from chronos.web.asker import Browser, Running
from chronos.web.pages.looks import see_person
from chronos.web.render import render

LINES = 50

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A sentence with its text in parts, of which the matched ones are marked."""

    moment: Moment
    parts: Sequence[tuple[str, bool]]


@router.get("/find")
async def find(app: Running, actor: Browser, q: str = "", video: UUID | None = None) -> Response:
    """The lines that have words of `q`, in one video as they are said, else best first. Needs no model."""
    async with app.db.acting_as(actor) as tx:
        person = await see_person(tx, actor)
        inside = await videos.get_video(tx, VideoId(video)) if video is not None else None
    scope = Scope((inside.id,)) if inside else EVERYTHING
    found = await find_words(app.db, actor, q, limit=LINES, scope=scope) if q.strip() else []
    if inside:
        found.sort(key=lambda moment: moment.start_seconds)
    lines = [ShownLine(moment, list(mark(moment.text, moment.highlights))) for moment in found]
    return render("find.html", {"person": person, "query": q.strip(), "inside": inside, "lines": lines})


def mark(text: str, places: Sequence[Place]) -> Iterator[tuple[str, bool]]:
    """`text` in parts, each with whether it is one of `places`, which are in order and do not overlap."""
    end = 0
    for first, last in places:
        yield text[end:first], False
        yield text[first:last], True
        end = last
    yield text[end:], False
