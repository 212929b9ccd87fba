"""Visits of embeds: the addresses that their pages lead to, and whose files a token opens."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from chronos.app import App
from chronos.embeds import Showing
from chronos.errors import NotAllowed, NotFound
from chronos.model import VideoId
from chronos.web.pages.embed_visit import Asked, EmbedView, OpenEmbed, open_file
from tests.factories import a_video
from tests.web.conftest import People
from tests.web.pages.embedded import embedded

VIDEO, COURSE = VideoId(uuid4()), uuid4()


def view(asked: Asked, *, course: UUID | None = None) -> EmbedView:
    showing = Showing(uuid4(), None if course else VIDEO, course, True, [])
    return EmbedView(OpenEmbed(showing, "token", datetime.now(UTC) + timedelta(hours=1), uuid4()), asked)


def values(address: str) -> dict[str, str]:
    return {name: one for name, [one] in parse_qs(urlsplit(address).query).items()}


def test_a_citation_keeps_theme_and_token() -> None:
    address = view(Asked(theme="dark")).address(VIDEO, 75.5)
    assert urlsplit(address).path == f"/embed/{VIDEO}"
    assert values(address) == {"show": "both", "theme": "dark", "token": "token", "t": "75.5"}


def test_a_box_to_ask_leads_to_a_player() -> None:
    asked = view(Asked(show="ask"), course=COURSE)
    assert values(asked.address(VIDEO, 3))["show"] == "both"
    assert values(asked.address(VIDEO))["show"] == "ask"
    assert values(asked.address(VIDEO))["lesson"] == str(VIDEO)
    assert asked.form == f"/embed/course/{COURSE}?show=ask&theme=auto"


def test_the_seconds_left_are_not_negative() -> None:
    opened = view(Asked()).opened
    assert 3590 < opened.seconds_left <= 3600
    late = OpenEmbed(opened.showing, "token", datetime.now(UTC) - timedelta(hours=1), uuid4())
    assert late.seconds_left == 0


async def test_a_token_acts_for_its_embed(app: App, people: People) -> None:
    """Whether that shows the video is up to the policies."""
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, people.creator_id)
    showing = await embedded(app, people.creator, video_id=video, is_public=False)
    token = app.embed_tokens.begin(showing.id).token
    assert await open_file(app, token, uuid4()) == showing.actor
    with pytest.raises(NotAllowed):
        await open_file(app, None, video)
    with pytest.raises(NotFound):
        await open_file(app, None, uuid4())
    with pytest.raises(NotFound):
        await open_file(app, app.embed_tokens.begin(uuid4()).token, video)
