"""Fixtures of a real browser and the running application, with two videos of the example course in its library."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from chronos.config import Settings
from chronos.db import embedded
from chronos.model import VideoId
from tests.conftest import create_database, drop_database
from tests.web.conftest import People, make_people
from tests.web.course import add_lesson
from tests.web.served import Served, served

PATIENCE_MS = 20_000  # how long a page may take to show what is expected; processors are shared
FLAGS = (
    "--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """The application at `url`, its people and its videos."""

    served: Served
    people: People
    aperture: VideoId
    shutter: VideoId

    @property
    def url(self) -> str:
        return self.served.url

    def link(self, who: str) -> str:
        """The link that signs in `student`, `creator` or `stranger`."""
        return self.served.sign_in_link(getattr(self.people, who))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium. Without it tests are skipped, but fail in CI, where a skip would go unnoticed."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "Chromium is not installed; on Debian: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


# Scope is the module, not the session: while Playwright runs, no other test of this process can start an event loop.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def site(
    server: embedded.EmbeddedServer,
    migrated: str,
    models_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
    chromium: str,
) -> Iterator[Site]:
    made = create_database(server, "browser", migrated)
    home = tmp_path_factory.mktemp("browser")
    (home / "models").symlink_to(models_home / "models")
    with served(Settings(home=home, _env_file=None), made.login_url) as running:
        people = running.run(make_people(running.app))
        lessons = [running.run(add_lesson(running.app, people.creator, index)) for index in (0, 1)]
        yield Site(running, people, *lessons)
    drop_database(server, made.name)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """Open a new window; an error in its console or in a script fails the test."""
    # Without a service worker, through which no request could be held. Without motion: Chromium reports an error when
    # a window is closed in the middle of a passage between two pages.
    context = browser.new_context(
        base_url=site.url, viewport={"width": 1280, "height": 800}, reduced_motion="reduce", service_workers="block"
    )
    window = context.new_page()
    window.set_default_timeout(PATIENCE_MS)
    wrong: list[str] = []
    window.on("console", lambda message: wrong.append(message.text) if is_wrong(message) else None)
    window.on("pageerror", lambda error: wrong.append(str(error)))
    # Media events do not bubble; the capturing phase sees them all.
    window.add_init_script("addEventListener('playing', (event) => { window.began = event.target.currentTime }, true)")
    yield window
    context.close()
    assert wrong == []


def is_wrong(message: ConsoleMessage) -> bool:
    """Return whether it is an error other than one of our refusals or a lost connection, which the browser logs too."""
    return message.type == "error" and not any(
        known in message.text for known in ("409", "415", "422", "ERR_INTERNET_DISCONNECTED")
    )
