"""Embedding in the studio: the sites that may show the school, what of it, and the HTML to paste there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from chronos import courses, embeds, videos
from chronos.app import App
from chronos.db import Tx
from chronos.embeds import Embed
from chronos.errors import Conflict, Invalid, NotFound
from chronos.model import Actor, VideoId
from chronos.web.authenticate import Browser, BrowserOwner, Running
from chronos.web.pages.embed_visit import Show
from chronos.web.pages.oembed import WIDTH, fit, frame
from chronos.web.pages.studio.settings_show import SETTINGS
from chronos.web.pages.studio.studio_page import (
    NOTHING_REFUSED,
    Refusal,
    refusal_of,
    show_again,
    staff_person,
    word_note,
)
from chronos.web.render_template import render_template
from chronos.web.words import translatable

EMBEDDING = f"{SETTINGS}/embedding"
TOKEN_PLACE = "TOKEN"  # noqa: S105 - where the school's own server writes one
ASK_HEIGHT = 640
SHOWS: dict[Show, str] = {
    "both": translatable("Player and questions"),
    "player": translatable("Player alone"),
    "ask": translatable("Questions alone"),
}

router = APIRouter(prefix="/settings/embedding")


@dataclass(frozen=True, slots=True)
class Offer:
    """A video or a course that may be chosen; `value` names it in the form."""

    value: str
    title: str

    @property
    def kind(self) -> str:
        """`video` or `course`."""
        return self.value.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: titles to choose from, one chosen, and the HTML of which embed."""

    query: str = ""
    chosen: str = ""
    embed_id: UUID | None = None
    show: Show = "both"


@router.get("")
async def show_embedding(
    request: Request,
    app: Running,
    actor: Browser,
    note: str | None = None,
    q: str = "",
    choose: str = "",
    embed: UUID | None = None,
    show: Show = "both",
) -> Response:
    """Show sites and embeds; with `embed`, the HTML of that one."""
    return await _page(request, app, actor, Wanted(q.strip(), choose, embed, show), note=word_note(note))


@router.post("/sites")
async def add_site(
    request: Request, app: Running, actor: BrowserOwner, origin: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Add a site."""
    try:
        async with app.db.acting_as(actor) as tx:
            await embeds.add_site(tx, actor, origin)
    except (Invalid, Conflict) as error:
        return await _page(request, app, actor, refusal=refusal_of(error, "site", {"origin": origin}))
    return show_again(EMBEDDING, "site_added")


@router.post("/sites/{site_id}/remove")
async def remove_site(site_id: UUID, app: Running, actor: BrowserOwner) -> Response:
    """Remove a site."""
    async with app.db.acting_as(actor) as tx:
        await embeds.remove_site(tx, site_id)
    return show_again(EMBEDDING, "site_removed")


@router.post("/embeds")
async def allow_embed(
    request: Request,
    app: Running,
    actor: BrowserOwner,
    what: Annotated[str, Form(max_length=100)] = "",
    is_public: Annotated[bool, Form()] = False,
) -> Response:
    """Let sites show a video (`video:ID`) or a course (`course:ID`)."""
    try:
        kind, named = _read_choice(what)
        async with app.db.acting_as(actor) as tx:
            chosen = {"video_id": named} if kind == "video" else {"course_id": named}
            await embeds.allow_embed(tx, actor, is_public=is_public, **chosen)
    except (Invalid, NotFound) as error:
        return await _page(request, app, actor, Wanted(chosen=what), refusal=refusal_of(error, "embed"))
    return show_again(EMBEDDING, "embed_allowed")


@router.post("/embeds/{embed_id}/end")
async def end_embed(embed_id: UUID, app: Running, actor: BrowserOwner) -> Response:
    """End an embed."""
    async with app.db.acting_as(actor) as tx:
        await embeds.end_embed(tx, embed_id)
    return show_again(EMBEDDING, "embed_ended")


def _read_choice(what: str) -> tuple[str, UUID]:
    """Return the kind and the id. Raises Invalid (`form_invalid`)."""
    kind, _, text = what.partition(":")
    try:
        named = UUID(text)
    except ValueError as error:
        raise Invalid("Choose a video or a course first.", code="form_invalid") from error
    if kind not in ("video", "course"):
        raise Invalid("Choose a video or a course first.", code="form_invalid")
    return kind, named


async def _page(
    request: Request,
    app: App,
    actor: Actor,
    wanted: Wanted = Wanted(),
    *,
    note: str | None = None,
    refusal: Refusal = NOTHING_REFUSED,
) -> Response:
    async with app.db.acting_as(actor) as tx:
        person = await staff_person(tx, actor)
        allowed = await embeds.list_embeds(tx, actor)
        values = {
            "person": person,
            "sites": await embeds.list_sites(tx, actor),
            "embeds": allowed,
            "offers": await _list_offers(tx, wanted) if person.is_owner else (),
        }
    shown = next((one for one in allowed if one.id == wanted.embed_id), None)
    values |= {
        "wanted": wanted,
        "shown": shown,
        "snippet": _snippet(app, shown, wanted.show) if shown else None,
        "token_place": TOKEN_PLACE,
        "shows": SHOWS,
        "most_sites": embeds.MAX_SITES,
        "note": note,
        "refusal": refusal,
    }
    return render_template(request, "studio_embedding.html", values, status=refusal.status)


async def _list_offers(tx: Tx, wanted: Wanted) -> Sequence[Offer]:
    """Return the courses and the newest videos whose titles have what is searched, the chosen one among them."""
    offers = [Offer(f"course:{one.id}", one.title) for one in await courses.list_courses(tx)]
    page = await videos.list_videos(tx, text=wanted.query)
    offers = [one for one in offers if wanted.query.lower() in one.title.lower()]
    offers += [Offer(f"video:{one.id}", one.title) for one in page.videos]
    if wanted.chosen.startswith("video:") and wanted.chosen not in [one.value for one in offers]:
        try:
            chosen = await videos.get_video(tx, VideoId(_read_choice(wanted.chosen)[1]))
            offers.insert(0, Offer(wanted.chosen, chosen.title))
        except (Invalid, NotFound):
            pass  # an address of something that is gone chooses nothing
    return offers


def _snippet(app: App, embed: Embed, show: Show) -> str:
    """Return the HTML to paste; where a token is needed, with a place for it."""
    token = "" if embed.is_public else f"&token={TOKEN_PLACE}"
    path = embeds.path_of(embed.video_id, embed.course_id)
    height = fit(WIDTH, None)[1] if show == "player" else ASK_HEIGHT
    return frame(f"{app.settings.public_url.rstrip('/')}{path}?show={show}{token}", embed.title, "100%", height)
