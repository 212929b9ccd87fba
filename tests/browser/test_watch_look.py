"""The watch page in each of its tabs: accessible in light and dark, on desktop and phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Site
from tests.browser.test_look import look_at
from tests.browser.test_player import APERTURE, ask_here, sign_in


@pytest.fixture(scope="module")
def contexts(browser: Browser, site: Site) -> Iterator[dict[str, BrowserContext]]:
    made = {who: browser.new_context(base_url=site.url) for who in ("student", "creator")}
    for who, context in made.items():
        page = context.new_page()
        sign_in(page, site, who)
        page.close()
    yield made
    for context in made.values():
        context.close()


def answered(page: Page) -> None:
    ask_here(page, APERTURE)
    page.locator("#thread .fn a").first.click()
    page.wait_for_function("() => !player.paused")
    page.evaluate("player.pause()")


def keys(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('chronos-player.ready')")
    page.keyboard.press("?")


def chosen(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('chronos-player.ready')")
    page.get_by_label("Words spoken in this video").fill("lens")
    page.locator(".script .s").nth(4).evaluate("(each) => document.getSelection().selectAllChildren(each)")
    page.keyboard.press("c")


def noted(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('chronos-player.ready')")
    page.get_by_role("textbox", name=re.compile("^New note at")).fill("Two rows of people: f/5.6.")
    page.get_by_role("button", name="Keep the note").click()
    page.locator("#notes li", has_text="Two rows of people").first.wait_for()  # else its toast takes Undo's place
    page.get_by_role("button", name=re.compile("^Remove the note")).first.click()
    page.get_by_role("button", name="Undo").wait_for()
    page.get_by_role("textbox", name=re.compile("^New note at")).fill("For a portrait: f/2.")
    page.get_by_role("button", name="Keep the note").click()
    page.locator("#notes li").first.wait_for()


STATES: dict[str, tuple[str, str, Callable[[Page], None] | None]] = {
    "transcript": ("student", "?t=20", chosen),
    "keys": ("student", "", keys),
    "ask": ("student", "?tab=ask", None),
    "answered": ("student", "", answered),
    "notes": ("student", "?tab=notes", None),
    "noted": ("student", "?tab=notes", noted),
    "ask-of-creator": ("creator", "?tab=ask", None),
}


@pytest.mark.parametrize("name", STATES)
def test_a_state_is_accessible_and_fits(name: str, contexts: dict[str, BrowserContext], site: Site) -> None:
    who, query, act = STATES[name]
    look_at(contexts[who], site.url, f"watch-{name}", f"/videos/{site.aperture}{query}", act)
