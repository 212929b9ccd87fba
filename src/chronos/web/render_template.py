"""Render a template of finished values in the reader's language and theme; every value is escaped."""

from collections.abc import Mapping
from functools import cache, partial
from gettext import NullTranslations
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

from chronos.text import clock
from chronos.videos import seconds_parameter
from chronos.web.assets import load_assets
from chronos.web.compress import LEAST_BYTES, PAGE_QUALITY, choose_page_coding, compress
from chronos.web.icons import icon, initials, tone
from chronos.web.navigation import STUDENT_PLACES, STUDIO_PLACES
from chronos.web.next_path import LIBRARY, next_path
from chronos.web.word_dates import word_calendar_day, word_date, word_day, word_month, word_time
from chronos.web.word_sentence import word_sentence
from chronos.web.words import LANGUAGES, choose_language, direction_of, load_words

THEME_COOKIE = "theme"
LANGUAGE_COOKIE = "language"
THEMES = ("auto", "light", "dark")


def render_template(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Return the page, or the part of a page, that `template` makes of `values` for the reader who sent `request`."""
    body = render_text(request, template, values).encode()
    coding = choose_page_coding(request.headers) if len(body) >= LEAST_BYTES else ""
    response = HTMLResponse(compress(body, coding, PAGE_QUALITY), status, headers)
    response.headers.add_vary_header("Accept-Encoding, Sec-Fetch-Site")
    if coding:
        response.headers["Content-Encoding"] = coding
    return response


def render_text(request: Request, template: str, values: Mapping[str, Any]) -> str:
    """Return the text of a page, or of a part of a page."""
    language = language_of(request)
    return _environment(language).get_template(template).render({**frame_values(request, language), **values})


def language_of(request: Request) -> str:
    """Return the language in which this reader gets pages."""
    return choose_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))


def frame_values(request: Request, language: str) -> dict[str, Any]:
    """Return what the frame of every page needs."""
    theme = request.cookies.get(THEME_COOKIE, THEMES[0])
    address = f"{request.url.path}?{request.url.query}".removesuffix("?")
    return {
        "theme": theme if theme in THEMES else THEMES[0],
        "themes": THEMES,
        "language": language,
        "languages": LANGUAGES,
        "direction": direction_of(language),
        "address": next_path(address) if request.method == "GET" else LIBRARY,
        "brand": None,  # of a school that a page shows to people who are not signed in to it
        "places": STUDENT_PLACES,
        "studio_places": STUDIO_PLACES,
    }


def make_environment(words: NullTranslations) -> jinja2.Environment:
    """Return the templates with these words."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("chronos.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"asset": lambda name: load_assets().path(name), "icon": icon}
    environment.filters |= {"clock": clock, "seconds": seconds_parameter, "initials": initials, "tone": tone}
    environment.filters |= {"direction": direction_of, "worded": lambda sentence: word_sentence(words, sentence or "")}
    environment.filters |= {"day": partial(word_day, words), "date": partial(word_date, words)}
    environment.filters |= {"time": partial(word_time, words)}
    environment.filters |= {"calendar_day": partial(word_calendar_day, words), "month": partial(word_month, words)}
    return environment


@cache
def _environment(language: str) -> jinja2.Environment:
    return make_environment(load_words(language))
