"""Removal of a video in a real browser."""

from pathlib import Path

from playwright.sync_api import Page, expect

from chronos.model import VideoId
from chronos.storage import Access
from chronos.videos import add_file
from tests.browser.conftest import Site
from tests.browser.test_player import sign_in
from tests.media import a_silent_video


def a_lesson(site: Site, folder: Path) -> VideoId:
    film = a_silent_video(folder / "to be removed.mp4", seconds=3)
    app = site.served.app
    return site.served.run(add_file(Access(app.db, app.objects, site.people.creator), film)).video_id


def test_video_is_removed_after_confirming(page: Page, site: Site, tmp_path: Path) -> None:
    video = a_lesson(site, tmp_path)
    sign_in(page, site, "creator")
    page.goto(f"/videos/{video}")
    button = page.get_by_role("button", name="Remove for good")
    expect(button).to_be_hidden()
    page.get_by_text("Remove this video").click()
    expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    button.click()
    expect(page).to_have_url(f"{site.url}/")
    expect(page.get_by_role("link", name="Aperture: how wide the lens opens")).to_be_visible()
    expect(page.get_by_role("link", name="to be removed")).to_have_count(0)


def test_student_has_no_remove_button(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    expect(page.get_by_role("heading", name="Aperture: how wide the lens opens")).to_be_visible()
    expect(page.get_by_text("Remove this video")).to_have_count(0)
