"""The command palette in a real browser, by keys alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.test_look import check
from tests.browser.test_player import sign_in


def test_it_leads_to_a_video_by_keys_and_gives_the_focus_back(page: Page, site: Site) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    sign_in(page, site)
    page.goto("/courses")
    opener = page.get_by_role("button", name="Go to anything")
    expect(opener).to_be_visible()
    assert not any("palette" in url for url in loaded)  # not before it is wanted
    opener.focus()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Go to, search or ask")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(opener).to_be_focused()
    opener.press("Enter")
    expect(box).to_be_focused()
    options = page.get_by_role("option")
    expect(options).to_have_count(4)
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")  # from the first to the last
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "palette-3")
    page.keyboard.type("aperture")
    expect(options.filter(has_text="Aperture: how wide the lens opens")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("status").filter(has_text="3 suggestions")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/videos/{site.aperture}")


def test_enter_right_after_typing_waits_for_the_suggestions(page: Page, site: Site) -> None:
    sign_in(page, site, "creator")
    page.goto("/studio/courses")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("usage")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/studio/usage")


def test_question_begins_a_conversation(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/courses")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("Why is f/16 a smaller hole than f/2?")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/chat/[0-9a-f-]{36}"))
    expect(page.get_by_text("Why is f/16 a smaller hole than f/2?").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_accessible_and_fits(page: Page, site: Site, theme: str, width: int) -> None:
    sign_in(page, site, "creator")
    page.context.add_cookies([{"name": "theme", "value": theme, "url": site.url}])
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/studio/courses")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("s")
    expect(page.get_by_role("option", name="Ask: s")).to_be_visible()
    check(page, f"palette-{width}-{theme}")


def test_signed_out_there_is_none(page: Page, site: Site) -> None:
    page.goto("/sign-in")
    page.keyboard.press("Control+k")
    expect(page.locator("dialog")).to_have_count(0)
