"""Every page has its picture in `make shots`."""

import re
from collections.abc import Iterator
from pathlib import Path

from chronos.app import App
from chronos.web import create_application
from tests.browser.shot_pages import ALL
from tests.browser.take_shots import write_sheets
from tests.web.test_every_route import routes_of

# What a browser fetches for a page, saves, or is sent on from; and pages of Whop's frame, which other tests open.
NO_PAGES = re.compile(
    r"/(healthz|readyz|openapi\.json|metrics|api/.*|static/.*|storage/.*|\.well-known/.*|mcp.*|webhooks/.*|sign-in/with/.*"
    r"|experiences/.*|dashboard/.*|unsubscribe/.*|embed.*|oembed.*|begin/.*|find|palette.*"
    r"|manifest\.webmanifest|sw\.js|brand/.*)"
    r"|/saved/.*|.*(\.csv|\.vtt|/cover|/poster|/media|/suggestions|/export|/captions|/storyboard.*|/lessons)"
)


def pages(app: App) -> Iterator[str]:
    for method, path in routes_of(create_application(app).routes):
        if method == "GET" and not NO_PAGES.fullmatch(path):
            yield path


def test_every_page_has_a_picture(app: App) -> None:
    places = {"link": "/sign-in/a", "invitation": "/join/a"}
    taken = [re.sub(r"\{(\w+)\}", lambda name: places.get(name[1], "a"), shot.path).partition("?")[0] for shot in ALL]
    missing = [
        path for path in pages(app) if not any(re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", path), one) for one in taken)
    ]
    assert missing == []
    assert len({shot.name for shot in ALL}) == len(ALL)


def test_the_sheet_shows_every_picture_and_the_drawn_screens(tmp_path: Path) -> None:
    mock = tmp_path / "mock"
    (mock / "shots").mkdir(parents=True)
    (mock / "shots" / "home-dl.jpg").write_bytes(b"drawn")
    sheet, compared = write_sheets(tmp_path, ALL, mock)
    assert all(f"{shot.name}-phone-dark.png" in sheet.read_text() for shot in ALL)
    assert compared.read_text().count("<img") == 2
    assert write_sheets(tmp_path, ALL, None) == [sheet]
