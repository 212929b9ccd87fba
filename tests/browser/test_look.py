"""Every page in light and dark, on a desktop and a phone: no violation that axe finds, nothing wider than the window.

With SHOTS=<folder> the pictures of the pages are written there.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import PATIENCE_MS, Site

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
WIDTHS = {"desktop": 1280, "phone": 390}
THEMES = ("light", "dark")
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
RUN = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: Site) -> Iterator[dict[str, BrowserContext]]:
    """Return a browser of the student, one of the creator, and one that is signed out."""
    contexts = {who: browser.new_context(base_url=site.url) for who in ("student", "creator", "stranger", "")}
    for who, context in contexts.items():
        if who:
            page = context.new_page()
            page.goto(site.link(who))
            page.get_by_role("button", name="Continue").click()
            page.wait_for_url("**/")
            page.close()
    yield contexts
    for context in contexts.values():
        context.close()


PAGES = {
    "library": ("student", "/videos"),
    "library-of-creator": ("creator", "/"),
    "library-empty": ("stranger", "/videos"),
    "home-empty": ("stranger", "/"),
    "home-without-courses": ("student", "/"),
    "courses-none": ("stranger", "/courses"),
    "conversations-removed": ("student", "/chat?removed={aperture}"),  # any id: the note with its way back
    "conversations-empty": ("stranger", "/chat"),
    "own-of-creator": ("creator", "/me"),
    "video": ("student", "/videos/{aperture}"),
    "video-of-creator": ("creator", "/videos/{aperture}"),
    "find": ("student", "/find?q=light"),
    "find-none": ("student", "/find?q=zebra"),
    "sessions": ("student", "/sessions"),
    "sign-in": ("", "/sign-in"),
    "saved-none": ("stranger", "/saved"),
    "doctor": ("", "/doctor"),
    "offline": ("", "/offline"),
    "error": ("student", "/videos/nothing"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(name: str, signed_in: dict[str, BrowserContext], site: Site) -> None:
    who, path = PAGES[name]
    look_at(signed_in[who], site.url, name, path.format(aperture=site.aperture))


def test_an_answer_and_the_menu_are_accessible(signed_in: dict[str, BrowserContext], site: Site) -> None:
    def ask(page: Page) -> None:
        page.locator("#question").fill("Why is f/16 a smaller hole than f/2?")
        page.get_by_role("button", name="Ask").click()
        page.locator("#answer .cite").first.wait_for()
        page.locator("#menu summary").click()

    look_at(signed_in["student"], site.url, "answer", "/videos", ask)


def look_at(context: BrowserContext, url: str, name: str, path: str, act: object = None) -> None:
    """Open `path` in each theme and width, do `act`, and check it."""
    for theme in THEMES:
        context.add_cookies([{"name": "theme", "value": theme, "url": url}])
        for device, width in WIDTHS.items():
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            if callable(act):
                act(page)
            page.evaluate("document.fonts.ready")
            check(page, f"{name}-{device}-{theme}")
            page.close()


def check(page: Page, name: str) -> None:
    """Check what is shown, and keep its picture if wanted."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    page.evaluate(AXE)
    found = page.evaluate(RUN)
    wrong = [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]
    assert (name, wrong) == (name, [])
    assert page.evaluate(OVERFLOW) <= 0, name
