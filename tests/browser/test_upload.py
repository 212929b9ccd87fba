"""A creator's upload in a real browser: cut connections, closed pages, and the same file once more."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.conftest import PATIENCE_MS, Site
from tests.browser.test_player import sign_in
from tests.uploads.torture import a_recording, digest

PIECE = 6 * 1024**2
PIECES = "**/storage/v1/upload/resumable/*"


@pytest.fixture
def file(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Three pieces and a bit."""
    return a_recording(
        tmp_path / f"Vorlesung für {request.node.name}.wav", 3 * PIECE + 999, random.Random(tmp_path.name)
    )


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A window whose connection may break: the browser notes that as an error, and it is none."""
    context = browser.new_context(base_url=site.url)
    window = context.new_page()
    window.set_default_timeout(PATIENCE_MS)
    wrong: list[str] = []
    window.on("pageerror", lambda error: wrong.append(str(error)))
    sign_in(window, site, "creator")
    yield window
    context.close()
    assert wrong == []


@pytest.fixture
def offsets(page: Page) -> list[int]:
    """At which byte each piece was sent that the server took."""
    seen: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            seen.append(int(request.headers["upload-offset"]))

    page.on("requestfinished", note)
    return seen


def upload(page: Page, file: Path, title: str = "") -> None:
    page.locator("#file").set_input_files(file)
    page.locator("#title").fill(title)
    page.get_by_role("button", name="Upload").click()


def broken_after(pieces: int) -> Callable[[Route], None]:
    """A connection that breaks with every piece after so many."""
    left = [pieces]

    def handle(route: Route) -> None:
        if route.request.method == "PATCH":
            left[0] -= 1
            if left[0] < 0:
                route.abort()
                return
        route.continue_()

    return handle


def require_stored(site: Site, page: Page, title: str, file: Path) -> None:
    """The video of this title has exactly the file's bytes."""
    link = page.locator(".videos > li", has_text=title).first.get_by_role("link")
    video_id = UUID((link.get_attribute("href") or "").rpartition("/")[2])
    [stored] = (site.served.app.settings.home / "storage" / "videos").glob(f"*/{video_id}/*")
    assert digest(stored) == digest(file)


def test_upload_resumes_after_the_page_was_closed(page: Page, site: Site, file: Path, offsets: list[int]) -> None:
    page.route(PIECES, broken_after(2))
    upload(page, file, "Closed lid")
    expect(page.locator("[data-upload-status]")).to_have_text(
        "The connection was lost. The upload will resume by itself…"
    )
    page.unroute(PIECES)
    page.goto(f"{site.url}/find")
    page.goto(f"{site.url}/")
    expect(page.locator("[data-upload-status]")).to_have_text(
        f"The upload of {file.name} is not finished. Choose the same file again to resume it."
    )
    upload(page, file)
    expect(page.locator("[data-upload-status]")).to_contain_text(f"{file.name} is in the library.")
    expect(page.locator("[data-upload-status]")).to_contain_text("minutes are transcribed")
    assert offsets == [0, PIECE, 2 * PIECE, 3 * PIECE]
    require_stored(site, page, "Closed lid", file)
    page.reload()
    expect(page.locator("[data-upload-status]")).to_be_empty()


def test_upload_resumes_when_the_connection_returns(page: Page, site: Site, file: Path, offsets: list[int]) -> None:
    page.route(PIECES, broken_after(1))
    upload(page, file, "Poor connection")
    expect(page.locator("[data-upload-status]")).to_contain_text("connection was lost")
    page.unroute(PIECES)
    expect(page.locator("[data-upload-status]")).to_contain_text(f"{file.name} is in the library.")
    assert offsets == [0, PIECE, 2 * PIECE, 3 * PIECE]
    require_stored(site, page, "Poor connection", file)


def test_duplicate_file_is_reported(page: Page, file: Path) -> None:
    upload(page, file, "Once")
    expect(page.locator("[data-upload-status]")).to_contain_text(f"{file.name} is in the library.")
    upload(page, file, "Twice")
    expect(page.locator("[data-upload-status]")).to_have_text(
        f"{file.name} is already in the library. The title that came with the file was not applied: "
        "change the video's title."
    )
    expect(page.locator(".videos > li", has_text="Once")).to_have_count(1)
    expect(page.locator(".videos > li", has_text="Twice")).to_have_count(0)


def test_expired_upload_starts_again(page: Page, site: Site, file: Path, offsets: list[int]) -> None:
    page.route(PIECES, broken_after(1))
    upload(page, file, "Forgotten")
    expect(page.locator("[data-upload-status]")).to_contain_text("connection was lost")
    page.goto(f"{site.url}/find")
    page.unroute(PIECES)
    site.served.run(forget_uploads(site))
    page.goto(f"{site.url}/")
    upload(page, file, "Begun anew")
    expect(page.locator("[data-upload-status]")).to_contain_text(f"{file.name} is in the library.")
    assert offsets == [0, 0, PIECE, 2 * PIECE, 3 * PIECE]
    require_stored(site, page, "Begun anew", file)


async def forget_uploads(site: Site) -> None:
    async with site.served.app.db.as_service("test") as tx:
        await tx.execute("delete from private.uploads")
