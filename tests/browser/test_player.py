"""The main job in a real browser: ask, click, and the video plays from the second at which it is said."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import Site
from tests.web.course import COURSE, captions_of

NEAR_SECONDS = 1.0
APERTURE = "Why is f/16 a smaller hole than f/2?"
SHUTTER = "Which shutter speed freezes a runner or fast sports?"


def sign_in(page: Page, site: Site, who: str = "student") -> None:
    page.goto(site.link(who))
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(f"{site.url}/")


def ask(page: Page, question: str) -> None:
    page.get_by_role("textbox", name=re.compile("^Ask")).fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#answer .cite").first).to_be_visible()


def ask_here(page: Page, question: str) -> None:
    """Ask as a student in the tab beside the player."""
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("textbox", name="Ask about this video").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#thread .act").first).to_be_visible()


def expect_playing_from(page: Page, seconds: float) -> None:
    """The player began near `seconds`, runs, and goes on running."""
    page.wait_for_function(
        "(near) => Math.abs(window.began - near) <= 5 && !player.paused && player.currentTime > window.began + 0.5",
        arg=seconds,
    )
    began = page.evaluate("window.began")
    assert abs(began - seconds) <= NEAR_SECONDS, f"began at {began}, not at {seconds}"
    assert page.evaluate("player.videoWidth") > 0


def test_citation_from_the_library_plays_its_second(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/videos")
    ask(page, APERTURE)
    expect(page.locator("#answer blockquote").first).to_contain_text("f/16 is a very small hole")
    expect(page.locator("#answer")).to_contain_text("no text was generated")
    citation = page.locator("#answer .cite").first
    seconds = float(citation.get_attribute("data-seconds") or "nan")
    assert 23.2 - NEAR_SECONDS <= seconds <= 43.5
    citation.click()
    expect(page).to_have_url(re.compile(rf"/videos/{site.aperture}\?t="))
    assert float(parse_qs(urlsplit(page.url).query)["t"][0]) == seconds
    expect_playing_from(page, seconds)


def test_citation_of_the_open_video_moves_the_player(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/videos")
    page.get_by_role("link", name="Aperture: how wide the lens opens").click()
    ask_here(page, APERTURE)
    address = page.url
    citation = page.locator("#thread .fn a").first
    citation.click()
    expect_playing_from(page, float(citation.get_attribute("data-seconds") or "nan"))
    assert page.url == address


def test_citation_of_another_video_opens_it(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    page.get_by_role("tab", name="Ask").click()
    page.get_by_label("All videos").check()
    ask_here(page, SHUTTER)
    citation = page.locator(f'#thread .fn a[data-video="{site.shutter}"]').first
    seconds = float(citation.get_attribute("data-seconds") or "nan")
    citation.click()
    expect(page).to_have_url(re.compile(rf"/videos/{site.shutter}\?t="))
    expect_playing_from(page, seconds)


def test_transcript_line_moves_the_player(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    line = page.locator(".script .s", has_text="depth of field").first
    seconds = float(line.get_attribute("data-seconds") or "nan")
    line.click()
    expect_playing_from(page, seconds)
    marked = page.locator(".script .s[aria-current]")
    expect(marked).to_have_count(1)
    expect(marked).to_be_in_viewport()
    # By keyboard, and backwards.
    first = page.locator(".script .s").first
    first.focus()
    page.keyboard.press("Enter")
    expect_playing_from(page, float(first.get_attribute("data-seconds") or "nan"))
    expect(first).to_have_attribute("aria-current", "true")


def test_address_sets_the_start(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.shutter}?t=73.2")
    expect_playing_from(page, 73.2)
    expect(page.locator(".script .s[aria-current]")).to_be_in_viewport()


def test_player_has_captions(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    page.evaluate("player.textTracks[0].mode = 'showing'")
    page.wait_for_function("() => player.textTracks[0].cues?.length > 20")
    assert page.evaluate("player.textTracks[0].cues[0].text").startswith("Exposure is how much light")


def test_uncovered_question_is_reported(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/videos")
    ask(page, "How do I bake sourdough bread?")
    expect(page.locator("#answer")).to_contain_text("not covered")
    expect(page.locator("#answer")).to_contain_text("The closest moments")


def test_uploaded_video_becomes_ready(page: Page, site: Site) -> None:
    sign_in(page, site, "creator")
    page.locator("#file").set_input_files(COURSE / "3-iso-and-triangle.mp4")
    page.locator("#title").fill("ISO & <b>the triangle</b>")
    captions = FilePayload(name="iso.vtt", mimeType="text/vtt", buffer=captions_of(2).encode())
    page.locator("#captions").set_input_files(captions)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("[data-upload-status]")).to_contain_text("is in the library")
    row = page.locator(".videos > li", has_text="ISO & <b>the triangle</b>")
    expect(row.locator(".badge")).to_have_text("Ready", timeout=60_000)
    expect(row.locator("progress")).to_have_count(0)
    row.get_by_role("link").click()
    expect(page.locator(".script .s").first).to_contain_text("ISO tells the camera")


def test_invalid_upload_is_reported_in_place(page: Page, site: Site) -> None:
    sign_in(page, site, "creator")
    page.wait_for_load_state("load")  # until its scripts have run, the form is a plain one
    page.locator("#file").set_input_files(FilePayload(name="talk.mp4", mimeType="video/mp4", buffer=b"just text"))
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as answer:
        page.get_by_role("button", name="Upload").click()
    assert answer.value.status == 415
    expect(page.locator("[data-upload-status].alarm")).not_to_be_empty()
    expect(page.get_by_role("button", name="Upload")).to_be_enabled()


def test_pages_work_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    page.goto("/videos")
    page.get_by_role("textbox", name=re.compile("^Ask")).fill(APERTURE)
    page.get_by_role("button", name="Ask").click()
    page.locator("#answer .cite").first.click()
    expect(page).to_have_url(re.compile(rf"/videos/{site.aperture}\?t="))
    expect(page.locator("video")).to_have_attribute("src", re.compile(r"/media#t=\d"))
    page.locator("#menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_phone_scrolls_vertically_only(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site, "creator")
    ask(page, APERTURE)
    for path in ("", f"videos/{site.aperture}", "sign-in"):
        if path:
            page.goto(f"/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_keyboard_reaches_every_control(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/videos")
    reached = set()
    for _ in range(24):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('summary')"):  # the menu, in which one signs out
            page.keyboard.press("Enter")
        reached.add(page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))
    assert {"Skip to content", "question", "Ask", "Sign out", "Aperture: how wide the lens opens"} <= reached
