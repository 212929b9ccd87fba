"""The installed application in a real browser: without a connection, with a new version, and what it never keeps."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, expect

from chronos.web import assets
from chronos.web.pages import app_install
from tests.browser.conftest import PATIENCE_MS, Site
from tests.browser.test_look import check
from tests.browser.test_player import sign_in

KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) kept.push([name, new URL(url).pathname]);
  return kept;
}"""
IS_READY = "async () => (await navigator.serviceWorker.ready).active.state"


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[Page]:
    """Return a window of a browser that takes service workers."""
    context = browser.new_context(base_url=site.url, viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


def kept(page: Page) -> list[tuple[str, str]]:
    found: list[list[str]] = page.evaluate(KEPT)
    return [(name, path) for name, path in found]


def begin(page: Page, site: Site) -> None:
    """Sign in, and wait until the service worker is there."""
    sign_in(page, site)
    page.evaluate(IS_READY)
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def test_without_a_connection_there_is_a_page_that_says_so(window: Page, site: Site) -> None:
    begin(window, site)
    window.context.set_offline(True)
    window.goto("/courses")
    expect(window.get_by_role("heading", name="No connection")).to_be_visible()
    assert window.evaluate("getComputedStyle(document.body).fontFamily").startswith("Inter")
    check(window, "offline")
    window.context.set_offline(False)
    window.get_by_role("button", name="Try again").click()
    expect(window.get_by_role("heading", name="Courses")).to_be_visible()
    assert window.url.startswith(f"{site.url}/courses")


def test_only_files_and_the_page_without_a_connection_are_kept(window: Page, site: Site) -> None:
    begin(window, site)
    for path in ("/", f"/videos/{site.aperture}", "/chat", "/search?q=light", "/me", "/api/v1/videos"):
        window.goto(path)
    window.goto(f"/videos/{site.aperture}")
    window.locator("video").evaluate("(video) => video.play()")
    window.evaluate("fetch('/palette')")
    window.goto("/courses")
    version = assets.load_assets().version
    found = kept(window)
    assert {name for name, _ in found} == {f"chronos-{version}"}
    others = {path for _, path in found if not path.startswith(f"/static/{version}/")}
    assert others == {"/offline"}
    assert any(path.endswith("/player.js") for _, path in found)
    text = window.evaluate("async () => (await (await caches.match('/offline')).text())")
    assert "Sam" not in text  # it was fetched without credentials


def test_new_version_of_the_files_takes_the_place_of_the_old_one(
    window: Page, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(window, site)
    old = assets.load_assets()
    assert {name for name, _ in kept(window)} == {f"chronos-{old.version}"}
    contents = {path: (files("chronos.web") / "static" / path).read_bytes() for path in (*FILES_AS_THEY_ARE, "sw.js")}
    new = assets.Assets(contents | {"app.css": b"a { color: red }"})
    monkeypatch.setattr(app_install, "load_assets", lambda: new)
    window.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    window.wait_for_function(
        "async (name) => (await caches.keys()).join() === name", arg=f"chronos-{new.version}", polling=100
    )
    monkeypatch.undo()


FILES_AS_THEY_ARE = tuple(name for name in app_install.FILES if name != "app.css")
