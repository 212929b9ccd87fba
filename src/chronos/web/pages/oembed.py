"""oEmbed (https://oembed.com): the frame of a public embed, for an address of its video or course."""

import html
import re
from typing import Annotated, Any
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from chronos import courses, embeds, members, videos
from chronos.app import App
from chronos.embeds import Showing
from chronos.errors import Invalid, NotAllowed, NotFound
from chronos.providers.speech.media import POSTER_HEIGHT, POSTER_WIDTH
from chronos.storage import THUMBNAILS
from chronos.web.authenticate import Running
from chronos.web.errors import PROBLEM_TYPE, problem_of

WIDTH, LEAST_WIDTH, MOST_PIXELS = 960, 240, 10_000
CONTROLS_HEIGHT = 104  # of the player, below the picture
ALLOW = "autoplay; fullscreen; picture-in-picture"

router = APIRouter()

_PATH = re.compile(r"/(videos|embed|courses|embed/course)/([0-9a-fA-F-]{36})")
Pixels = Annotated[int | None, Query(ge=1, le=MOST_PIXELS)]


@router.get("/oembed")
async def oembed(
    app: Running,
    url: Annotated[str, Query(max_length=2000)] = "",
    format: Annotated[str, Query(max_length=20)] = "json",
    maxwidth: Pixels = None,
    maxheight: Pixels = None,
) -> Response:
    """Return the frame for `url`: 404 for an address that shows nothing, 401 for a private embed, 501 for XML."""
    try:
        if format != "json":
            raise Invalid("Only format=json is served.", code="oembed_format_unknown")
        return JSONResponse(await _describe(app, url, fit(maxwidth, maxheight)))
    except (Invalid, NotFound, NotAllowed) as error:
        problem = problem_of(error.code, str(error))
        return JSONResponse(problem.model_dump(exclude_none=True), problem.status, media_type=PROBLEM_TYPE)


def oembed_address(app: App, showing: Showing) -> str:
    """Return where programs find the frame of a public embed."""
    public_url = app.settings.public_url.rstrip("/")
    return f"{public_url}/oembed?{urlencode({'url': f'{public_url}{showing.path}', 'format': 'json'})}"


async def discover(app: App, *, video_id: UUID | None = None, course_id: UUID | None = None) -> str | None:
    """Return that address for a video or a course; None for one that is not embedded publicly."""
    try:
        showing = await embeds.find_embed(app.db, video_id=video_id, course_id=course_id)
    except NotFound:
        return None
    return oembed_address(app, showing) if showing.is_public else None


def fit(most_width: int | None, most_height: int | None) -> tuple[int, int]:
    """Return width and height of a player: a picture of 16:9 and its controls, within what is asked for."""
    width = min(WIDTH, most_width or WIDTH)
    if most_height is not None:
        width = min(width, max(LEAST_WIDTH, (most_height - CONTROLS_HEIGHT) * 16 // 9))
    height = width * 9 // 16 + CONTROLS_HEIGHT
    return width, min(height, most_height or height)


def frame(address: str, title: str, width: int | str, height: int) -> str:
    """Return the HTML of a frame."""
    return (
        f'<iframe src="{html.escape(address)}" title="{html.escape(title)}" width="{width}" height="{height}" '
        f'allow="{ALLOW}" loading="lazy" referrerpolicy="origin"></iframe>'
    )


async def _describe(app: App, url: str, size: tuple[int, int]) -> dict[str, Any]:
    """Return what the specification asks for. Raises NotFound, NotAllowed (`embed_token_missing`)."""
    showing = await _find(app, url)
    if not showing.is_public:
        raise NotAllowed("This is shown with a token of its school alone.", code="embed_token_missing")
    title, school, picture = await _read_names(app, showing)
    width, height = size
    public_url = app.settings.public_url.rstrip("/")
    address = f"{public_url}{showing.path}?show=player"
    return {
        "version": "1.0",
        "type": "video",
        "title": title,
        "author_name": school,
        "provider_name": "Chronos",
        "provider_url": app.settings.public_url,
        "width": width,
        "height": height,
        "html": frame(address, title, width, height),
        **(thumbnail(public_url, picture) if picture else {}),
    }


def thumbnail(public_url: str, name: str) -> dict[str, Any]:
    """Return where everybody sees a picture of bucket `thumbnails`: editors have no cookie of ours."""
    address = f"{public_url}/storage/v1/object/public/{THUMBNAILS}/{quote(name)}"
    return {"thumbnail_url": address, "thumbnail_width": POSTER_WIDTH, "thumbnail_height": POSTER_HEIGHT}


async def _find(app: App, url: str) -> Showing:
    """Return the embed that an address of this host means. Raises NotFound (`embed_not_found`)."""
    wanted, own = urlsplit(url), urlsplit(app.settings.public_url)
    found = _PATH.fullmatch(wanted.path.removeprefix(own.path.rstrip("/")))
    try:
        named = UUID(found[2]) if found and wanted.netloc.lower() == own.netloc.lower() else None
    except ValueError:
        named = None
    if found is None or named is None:
        raise NotFound("There is nothing to show at this address.", code="embed_not_found")
    if found[1] in ("videos", "embed"):
        return await embeds.find_embed(app.db, video_id=named)
    return await embeds.find_embed(app.db, course_id=named)


async def _read_names(app: App, showing: Showing) -> tuple[str, str, str | None]:
    """Return the title, the school's name and the picture's, as a visitor sees them. Raises NotFound."""
    async with app.db.acting_as(showing.actor) as tx:
        school = (await members.get_brand(tx)).school
        if showing.course_id is not None:
            course = (await courses.get_course(tx, showing.course_id)).summary
            return course.title, school, course.cover
        assert showing.video_id is not None  # noqa: S101 - one of the two
        video = await videos.get_video(tx, showing.video_id)
        return video.title, school, video.poster
