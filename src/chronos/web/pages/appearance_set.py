"""Set the theme and the language of pages for this browser, also for readers who are signed out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from chronos.web.authenticate import Running, refuse_cross_site
from chronos.web.next_path import next_path
from chronos.web.render_template import LANGUAGE_COOKIE, THEME_COOKIE, THEMES
from chronos.web.words import LANGUAGES

KEPT_SECONDS = 365 * 24 * 3600

router = APIRouter()


@router.post("/appearance")
async def set_appearance(
    request: Request,
    app: Running,
    theme: Annotated[str | None, Form()] = None,
    language: Annotated[str | None, Form()] = None,
    next: Annotated[str | None, Form()] = None,
) -> Response:
    """Keep what was chosen in cookies that scripts may read, and show the page again."""
    refuse_cross_site(request, app.settings.public_url)
    response = RedirectResponse(next_path(next), 303)
    keep_appearance(response, app.settings.public_url, theme, language)
    return response


def keep_appearance(response: Response, public_url: str, theme: str | None, language: str | None) -> None:
    """Set the cookies of what was chosen, as far as it exists; None keeps the value."""
    secure = public_url.lower().startswith("https:")
    for cookie, value, known in ((THEME_COOKIE, theme, THEMES), (LANGUAGE_COOKIE, language, LANGUAGES)):
        if value in known and value is not None:
            response.set_cookie(cookie, value, KEPT_SECONDS, secure=secure, samesite="lax")
