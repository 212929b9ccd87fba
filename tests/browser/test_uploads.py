"""Many files at once in a real browser."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_player import sign_in
from tests.media import a_silent_video

FILES = 10
DROP = """async ({ names, size }) => {
  const files = new DataTransfer();
  for (const name of names) files.items.add(new File([new Uint8Array(size)], name, { type: "video/mp4" }));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
}"""


def test_ten_files_arrive_two_at_a_time(page: Page, site: Site, tmp_path: Path) -> None:
    films = [a_silent_video(tmp_path / f"film {n}.mp4", seconds=3 + n) for n in range(FILES)]
    under_way, most = set(), 0

    def began(request: object) -> None:
        nonlocal most
        if request.method in ("POST", "PATCH") and "/upload/resumable" in request.url:  # type: ignore[attr-defined]
            under_way.add(request)
            most = max(most, len(under_way))

    page.on("request", began)
    page.on("requestfinished", lambda request: under_way.discard(request))
    sign_in(page, site, "creator")
    page.goto("/studio/videos")
    page.locator("#file").set_input_files(films)
    page.get_by_role("button", name="Upload").click()
    rows = page.locator(".ups > li")
    expect(rows).to_have_count(FILES)
    expect(rows.filter(has_text="In the library")).to_have_count(FILES)
    assert most == 2
    expect(page.locator("#videos").get_by_role("link", name="film 9")).to_be_visible()
    page.get_by_role("link", name="Open: film 0.mp4").click()
    expect(page.get_by_role("heading", level=1, name="film 0")).to_be_visible()


def test_dropped_file_that_is_no_video_says_so(page: Page, site: Site) -> None:
    sign_in(page, site, "creator")
    page.goto("/studio/videos")
    page.evaluate(DROP, {"names": ["no film.mp4"], "size": 1000})
    row = page.locator(".ups > li")
    expect(row.locator(".alarm")).to_be_visible()
    expect(row.get_by_role("button", name="Try again")).to_be_visible()


def test_upload_resumes_after_a_lost_connection(page: Page, site: Site, tmp_path: Path) -> None:
    film = a_silent_video(tmp_path / "long way.mp4", seconds=30)
    sign_in(page, site, "creator")
    page.goto("/studio/videos")
    page.context.set_offline(True)
    page.locator("#file").set_input_files(film)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".ups > li")).to_contain_text("The connection was lost.")
    page.context.set_offline(False)
    expect(page.locator(".ups > li")).to_contain_text("In the library")
