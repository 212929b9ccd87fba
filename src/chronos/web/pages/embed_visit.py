"""Visits of embeds: what an address shows, by which token, and which sites may frame it."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from chronos import embeds
from chronos.app import App
from chronos.embeds import Showing
from chronos.errors import CODES, ChronosError, NotAllowed
from chronos.model import Actor, VideoId
from chronos.videos import seconds_parameter
from chronos.web.render_template import render_template
from chronos.web.security_headers import allow_sites

Show = Literal["player", "ask", "both"]
Theme = Literal["auto", "light", "dark"]


@dataclass(frozen=True, slots=True)
class OpenEmbed:
    """An embed that a visitor sees, and the visitor's token."""

    showing: Showing
    token: str
    expires_at: datetime
    visitor_id: UUID

    @property
    def actor(self) -> Actor:
        """The caller that its requests act as."""
        return self.showing.actor

    @property
    def seconds_left(self) -> int:
        """How long the token is still good for."""
        return max(0, int((self.expires_at - datetime.now(UTC)).total_seconds()))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of an embed asks for."""

    show: Show = "both"
    play_seconds: float | None = None
    theme: Theme = "auto"
    lesson_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EmbedView:
    """An embed as its templates need it."""

    opened: OpenEmbed
    asked: Asked

    @property
    def form(self) -> str:
        """Where its form asks."""
        return f"{self.opened.showing.path}?{urlencode(self._kept())}"

    def files(self, video_id: VideoId, name: str) -> str:
        """Return the address of a file of a video."""
        return f"/embed/files/{video_id}/{name}?{urlencode({'token': self.opened.token})}"

    def address(self, video_id: VideoId, seconds: float | None = None) -> str:
        """Return where the embed shows one of its videos, from a second on."""
        values = self._kept() | {"token": self.opened.token}
        if self.opened.showing.course_id is not None:
            values["lesson"] = str(video_id)
        if seconds is not None:
            values |= {"t": seconds_parameter(seconds)}
            values["show"] = "both" if self.asked.show == "ask" else self.asked.show  # only a player plays it
        return f"{self.opened.showing.path}?{urlencode(values)}"

    def _kept(self) -> dict[str, str]:
        return {"show": self.asked.show, "theme": self.asked.theme}


class EmbedRoute(APIRoute):
    """A route whose refusals are shown in the frame, to readers who cannot sign in there."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, which answers people with a page of its own."""
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except ChronosError as error:
                if "text/html" not in request.headers.get("accept", ""):
                    raise
                status = CODES[error.code].http_status
                return render_template(request, "embed_problem.html", {"status": status}, status=status)

        return shown


async def open_embed(
    request: Request,
    app: App,
    token: str | None,
    *,
    video_id: UUID | None = None,
    course_id: UUID | None = None,
) -> OpenEmbed:
    """Return what the visitor sees at an address, and let its sites frame the answer, also a refusal.

    A public embed gives a visitor without a token one. Raises NotFound (`embed_not_found`), NotAllowed
    (`embed_token_…`).
    """
    showing = await embeds.find_embed(app.db, video_id=video_id, course_id=course_id)
    allow_sites(request.scope, showing.sites)
    if token is None and showing.is_public:
        token = app.embed_tokens.begin(showing.id).token
    if token is None:
        raise NotAllowed("Open this page on the site that shows it.", code="embed_token_missing")
    visit = app.embed_tokens.read(token)
    if visit.embed_id != showing.id:
        raise NotAllowed("The token is one of another embed. Load the page again.", code="embed_token_invalid")
    return OpenEmbed(showing, token, visit.expires_at, visit.visitor_id)


async def open_file(app: App, token: str | None, video_id: UUID) -> Actor:
    """Return the caller that may read files of a video: by a token, or as it is embedded publicly.

    Whether the embed of the token shows the video is up to the policies. Raises as `open_embed` does.
    """
    if token is not None:
        visit = app.embed_tokens.read(token)
        return (await embeds.find_embed(app.db, embed_id=visit.embed_id)).actor
    showing = await embeds.find_embed(app.db, video_id=video_id)
    if not showing.is_public:
        raise NotAllowed("Open this file by the page that shows it.", code="embed_token_missing")
    return showing.actor
