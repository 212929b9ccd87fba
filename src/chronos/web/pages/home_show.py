"""A student's home: where to resume, courses with progress, new lessons, the last questions, a box to ask."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from chronos import chat, courses, members, videos
from chronos.app import App
from chronos.db import Tx
from chronos.model import Actor, VideoId
from chronos.web.cookies import read_cookie
from chronos.web.last_visit import keep_visit, read_last_visit
from chronos.web.next_path import LIBRARY
from chronos.web.pages.appearance_set import keep_appearance
from chronos.web.pages.course_view import view_works
from chronos.web.pages.person_view import view_person
from chronos.web.render_template import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, render_template
from chronos.web.serve_picture import poster_address
from chronos.web.words import LANGUAGES

MAX_QUESTIONS = 3
MAX_NEWEST = 5


@dataclass(frozen=True, slots=True)
class ResumeView:
    """The video to play next, in its course if it has one.

    `said` is the sentence at which the student stopped, None at the beginning.
    """

    id: VideoId
    title: str
    poster: str | None
    duration_seconds: float | None
    resume_seconds: float
    said: str | None
    course_id: UUID | None

    @property
    def address(self) -> str:
        """The address that resumes it; its page names the next lesson of the course."""
        query: dict[str, object] = {"course": self.course_id} if self.course_id is not None else {}
        if self.resume_seconds:
            query["t"] = videos.seconds_parameter(self.resume_seconds)
        return f"/videos/{self.id}" + (f"?{urlencode(query)}" if query else "")

    @property
    def minutes_left(self) -> int | None:
        """The minutes that are left, at least one."""
        if self.duration_seconds is None:
            return None
        return max(1, round((self.duration_seconds - self.resume_seconds) / 60))


async def home_page(request: Request, app: App, actor: Actor) -> Response:
    """Return the home page of the calling student."""
    now, public_url = datetime.now(UTC), app.settings.public_url
    since = read_last_visit(request, public_url, now)
    async with app.db.acting_as(actor) as tx:
        person = await view_person(tx, actor)
        if (at_home := _bring_appearance(request, await members.get_preferences(tx, actor), public_url)) is not None:
            return at_home
        home = await courses.get_home(tx, actor)
        values = {
            "person": person,
            "resume": await _find_resume(tx, home),
            "works": view_works(home.courses, home.next_lessons),
            "newest": home.new[:MAX_NEWEST],
            "news": await courses.list_new_lessons(tx, since),
            "opening": await courses.list_opening_modules(tx),
            "asked": await chat.list_recent_questions(tx, MAX_QUESTIONS),
        }
    response = render_template(request, "home.html", values)
    keep_visit(request, response, public_url, now)
    return response


def _bring_appearance(request: Request, preferences: members.Preferences, public_url: str) -> Response | None:
    """Return the page once more with the theme and the language of other devices, when this browser has none yet."""
    if read_cookie(request, public_url, "chronos_session") is None:
        return None  # a frame of Whop, whose browser may keep no other cookie: the page would never come
    theme = preferences.theme if THEME_COOKIE not in request.cookies else None
    language = preferences.language if LANGUAGE_COOKIE not in request.cookies else None
    if theme not in THEMES and language not in LANGUAGES:
        return None
    response = RedirectResponse(LIBRARY, 303)
    keep_appearance(response, public_url, theme, language)
    return response


async def _find_resume(tx: Tx, home: courses.Home) -> ResumeView | None:
    """Return the video that was watched last and is not done, or the first lesson of a course."""
    found: courses.Started | courses.NextLesson | None = next(iter(home.started), None)
    found = found or next(iter(home.next_lessons), None)
    if found is None:
        return None
    posters = await videos.list_posters(tx, [found.id])
    said = await videos.get_sentence_at(tx, found.id, found.resume_seconds) if found.resume_seconds > 0 else None
    poster = poster_address(found.id, posters.get(found.id))
    return ResumeView(
        found.id, found.title, poster, found.duration_seconds, found.resume_seconds, said, found.course_id
    )
