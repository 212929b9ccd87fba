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


def test_video_goes_into_the_bin_and_comes_back(page: Page, site: Site, tmp_path: Path) -> None:
    video = a_lesson(site, tmp_path)
    sign_in(page, site, "creator")
    page.goto(f"/videos/{video}")
    page.get_by_role("button", name="Move to the bin").click()
    note = page.get_by_role("status").filter(has_text="Moved to the bin.")
    expect(note).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")  # the note took no focus
    expect(page.get_by_role("link", name="to be removed")).to_have_count(0)
    note.get_by_role("button", name="Undo").click()
    expect(page).to_have_url(f"{site.url}/studio/videos/{video}?note=video_restored")
    page.get_by_role("button", name="Move to the bin").click()
    page.get_by_role("link", name="Bin", exact=True).click()
    expect(page.get_by_text("to be removed", exact=True)).to_be_visible()
    button = page.get_by_role("button", name="Remove for good")
    expect(button).to_be_hidden()
    page.get_by_text("Remove now").click()
    expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    button.click()
    expect(page.get_by_text("The bin is empty.")).to_be_visible()


def test_student_has_no_remove_button(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    expect(page.get_by_role("heading", name="Aperture: how wide the lens opens")).to_be_visible()
    expect(page.get_by_role("button", name="Move to the bin")).to_have_count(0)
