"""Events of a video as a browser reads them."""

from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.test_player import sign_in

FOLLOW = """
(address) => new Promise((resolve) => {
  const source = new EventSource(address), told = [];
  source.addEventListener("status", (event) => told.push(JSON.parse(event.data).status));
  source.addEventListener("error", () => {  // also when the stream ends: then the browser connects again
    if (source.readyState === EventSource.CLOSED) resolve(told);
  });
})
"""


def test_a_browser_is_told_once_and_stops_at_the_end(page: Page, site: Site) -> None:
    sign_in(page, site)
    told = page.evaluate(FOLLOW, f"/api/v1/videos/{site.aperture}/events")
    assert told == ["completed"]
