"""The command palette: pages, courses and videos that the caller may open, and what was typed as a question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chronos import courses, videos
from chronos.courses import CourseSummary
from chronos.videos import TitledVideo
from chronos.web.authenticate import Browser, Running
from chronos.web.navigation import STAFF_SHORTCUTS, STUDENT_PLACES, STUDIO_PLACES, YOU, Place
from chronos.web.pages.person_view import PersonView, view_person
from chronos.web.render_template import language_of, render_template
from chronos.web.words import load_words

MAX_QUERY = 200
MAX_COURSES = 4
MAX_VIDEOS = 6
QUESTION_WORDS = 4  # from so many words on, it is more likely a question than a title

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Option:
    """A line of the palette. `kind`: a word that says what it leads to, to be translated; empty for a page."""

    icon: str
    label: str
    href: str
    kind: str = ""


@router.get("/palette")
async def show_palette(
    request: Request, app: Running, actor: Browser, q: Annotated[str | None, Query(max_length=MAX_QUERY)] = None
) -> Response:
    """Return the palette, a part of a page; with `q` its lines alone."""
    query = (q or "").strip()
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        listed = await courses.list_courses(tx) if query else []
        titled = await videos.find_titled(tx, query, limit=MAX_VIDEOS)
    words = query.casefold().split()
    translate = load_words(language_of(request)).gettext
    pages = [Option(p.icon, label, p.path) for p in _places(person) if _has(label := translate(p.label), words)]
    found = [course for course in listed if _has(course.title, words)][:MAX_COURSES]
    values = {
        "person": person,
        "query": query,
        "options": [*pages, *_titled(person, found, titled)],
        "is_question": query.endswith("?") or len(words) >= QUESTION_WORDS,
    }
    return render_template(request, "palette.html" if q is None else "_palette_options.html", values)


def _places(person: PersonView) -> Iterator[Place]:
    """Yield the pages that this person may open, each once."""
    if person.is_staff:
        yield from STUDIO_PLACES
        yield from STAFF_SHORTCUTS
    yield from (place for place in STUDENT_PLACES if not (place.students_only or person.is_staff))
    yield from (place for place in STUDENT_PLACES if place.students_only and not person.is_staff)
    yield YOU


def _titled(person: PersonView, found: Sequence[CourseSummary], titled: Sequence[TitledVideo]) -> Iterator[Option]:
    begin = "/studio" if person.is_staff else ""
    yield from (Option("book", course.title, f"{begin}/courses/{course.id}", "Course") for course in found)
    yield from (Option("film", video.title, f"{begin}/videos/{video.id}", "Video") for video in titled)


def _has(text: str, words: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)
