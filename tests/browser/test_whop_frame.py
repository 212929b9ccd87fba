"""Inside Whop, in a real browser: another site's page frames Chronos, and cookies of third parties are blocked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect, sync_playwright

from chronos.db import embedded
from chronos.model import VideoId
from tests.browser.conftest import FLAGS, PATIENCE_MS, is_wrong
from tests.browser.whop_beside import belong, whop_beside
from tests.conftest import create_database, drop_database
from tests.web.conftest import make_people
from tests.web.course import add_lesson
from tests.web.served import Served, served
from tests.whop.simulated import Whop

BLOCKED = "--test-third-party-cookie-phaseout"  # as browsers that block them do
APERTURE = "Why is f/16 a smaller hole than f/2?"


@dataclass(frozen=True)
class FramedSite:
    """Whop at `origin`, which shows Chronos from another site of this machine."""

    origin: str
    whop: Whop
    served: Served
    aperture: VideoId


@pytest.fixture(scope="module")
def framed(
    server: embedded.EmbeddedServer,
    migrated: str,
    models_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
    chromium: str,
) -> Iterator[FramedSite]:
    made = create_database(server, "framed", migrated)
    home = tmp_path_factory.mktemp("framed")
    (home / "models").symlink_to(models_home / "models")
    with whop_beside(home) as (simulator, settings), served(settings, made.login_url) as running:
        simulator.target = running.url
        people = running.run(make_people(running.app))
        whop = Whop(simulator, running.app.whop, None)  # type: ignore[arg-type]
        running.run(belong(running, simulator, people.creator_id))
        aperture = running.run(add_lesson(running.app, people.creator, 0))
        simulator.world.buy(whop.person("Sam Student"), whop.product.id)
        yield FramedSite(simulator.page_origin, whop, running, aperture)
    drop_database(server, made.name)


@pytest.fixture(scope="module")
def strict_browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, BLOCKED])
        yield launched
        launched.close()


@pytest.fixture
def page(strict_browser: Browser) -> Iterator[Page]:
    context = strict_browser.new_context(viewport={"width": 1280, "height": 900})
    window = context.new_page()
    window.set_default_timeout(PATIENCE_MS)
    wrong: list[str] = []
    window.on(
        "console",
        lambda message: wrong.append(f"{message.text} {message.location['url']}") if is_wrong(message) else None,
    )
    window.on("pageerror", lambda error: wrong.append(str(error)))
    window.add_init_script("addEventListener('playing', (event) => { window.began = event.target.currentTime }, true)")
    yield window
    context.close()
    # The simulated Whop has no icon, and a refusal of ours is a status that browsers report.
    assert [each for each in wrong if "favicon" not in each and "403 (Forbidden)" not in each] == []


def frame_of(page: Page) -> Frame:
    element = page.locator("iframe").element_handle()
    frame = element.content_frame() if element else None
    assert frame is not None
    return frame


def test_a_member_asks_and_the_video_plays_in_the_frame(page: Page, framed: FramedSite) -> None:
    user = framed.whop.person("Sam Student")
    page.goto(f"{framed.origin}/joined/{framed.whop.product.experience_id}/?as={user}")
    shown = page.frame_locator("iframe")
    expect(shown.locator("#menu summary")).to_contain_text("Sam Student")
    frame = frame_of(page)
    assert frame.url.startswith("http://localhost:")  # another site than the page's
    # Cookies of third parties are blocked indeed: one that is not partitioned is not kept.
    frame.evaluate("document.cookie = 'probe=1; SameSite=None; Secure'")
    assert "probe" not in frame.evaluate("document.cookie")

    shown.get_by_role("textbox", name=re.compile("^Ask")).fill(APERTURE)
    page.keyboard.press("Enter")
    citation = shown.locator(".fn a.t").first
    expect(citation).to_be_visible()
    seconds = float(citation.get_attribute("data-seconds") or "nan")
    frame.wait_for_load_state()  # before its modules run, a citation opens the page of its video
    citation.click()
    expect(shown.locator("#dock video")).to_be_visible()
    frame.wait_for_function(
        "(near) => { const player = document.querySelector('#dock video');"
        " return Math.abs(window.began - near) <= 5 && !player.paused && player.currentTime > window.began + 0.5 }",
        arg=seconds,
    )
    assert frame.evaluate("document.querySelector('#dock video').videoWidth") > 0
    assert re.search(r"/chat/[0-9a-f-]+", frame.url)


def test_a_person_without_a_membership_stays_outside(page: Page, framed: FramedSite) -> None:
    user = framed.whop.person("Kim Learner")
    page.goto(f"{framed.origin}/joined/{framed.whop.product.experience_id}/?as={user}")
    expect(page.frame_locator("iframe").get_by_role("alert")).to_contain_text("You have no access here")


def test_the_public_page_is_shown(page: Page, framed: FramedSite) -> None:
    page.goto(f"{framed.origin}/discover/?as={framed.whop.person('Kim Learner')}")
    expect(page.frame_locator("iframe").get_by_role("heading", name="Ask your videos")).to_be_visible()
