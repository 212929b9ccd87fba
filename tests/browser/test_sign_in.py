"""Signing in and out in a real browser, and a foreign page that tries to sign it in as another person."""

import http.server
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, Site


def continue_as(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=f"Continue as {name}?")).to_be_visible()
    page.get_by_role("button", name="Continue").click()


def test_a_link_leads_to_the_page_that_was_wanted(browser: Browser, site: Site) -> None:
    """Signed out, a person opens a citation, then the link that they were sent, and sees the citation's second."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"/videos/{site.aperture}?t=30")
    expect(page.get_by_text("Open the sign-in link")).to_be_visible()
    page.goto(site.link("student"))
    continue_as(page, "Sam")
    expect(page).to_have_url(f"{site.url}/videos/{site.aperture}?t=30")
    context.close()


def test_sessions_are_seen_and_ended(browser: Browser, site: Site) -> None:
    contexts = [browser.new_context(base_url=site.url) for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.set_default_timeout(PATIENCE_MS)
        page.goto(site.link("stranger"))
        continue_as(page, "Zoe")
        expect(page).to_have_url(f"{site.url}/")
    here, there = pages
    here.locator("#menu summary").click()
    here.get_by_role("link", name="Zoe").click()
    expect(here.get_by_text("Chrome on Linux")).to_have_count(2)
    here.get_by_role("button", name="Sign out there").click()
    expect(here.get_by_text("Chrome on Linux")).to_have_count(1)
    there.reload()
    expect(there.get_by_text("You were signed out.")).to_be_visible()
    [kept] = [cookie for cookie in contexts[0].cookies() if cookie["name"] == "chronos_session"]
    here.locator("#menu summary").click()
    here.get_by_role("button", name="Sign out", exact=True).click()
    expect(here).to_have_url(f"{site.url}/sign-in")
    contexts[0].add_cookies(
        [{"name": kept["name"], "value": kept["value"], "url": site.url}]
    )  # a copy of the cookie is worth nothing
    here.goto("/")
    expect(here.get_by_text("Open the sign-in link")).to_be_visible()
    for context in contexts:
        context.close()


@pytest.fixture
def foreign(site: Site) -> Iterator[str]:
    """The address of a page of another site that sends a form to the address in its query at once."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            target = parse_qs(urlsplit(self.path).query).get("to", [""])[0]
            body = f"<form method=post action='{target}'></form><script>document.forms[0].submit()</script>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_a_foreign_page_signs_no_browser_in(browser: Browser, site: Site, foreign: str) -> None:
    """Neither at once, nor after it made the browser open the link, so that it has the cookie of the page."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    link = site.link("creator")
    for visit in (foreign, link, foreign):
        page.goto(f"{foreign}?to={link}" if visit == foreign else link)
        if visit == foreign:
            expect(page.get_by_text("another site")).to_be_visible()
    assert [cookie["name"] for cookie in context.cookies(site.url)] == ["chronos_page"]
    page.goto("/")
    expect(page.get_by_text("Open the sign-in link")).to_be_visible()
    page.goto(link)
    continue_as(page, "Ada")
    expect(page).to_have_url(f"{site.url}/")
    context.close()
