"""Drafts of questions, and the line that says that the next page takes a moment, in a real browser."""

from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site
from tests.browser.test_player import sign_in

GOING = "() => 'going' in document.documentElement.dataset"


def drafts(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft '))")
    return found


def test_draft_is_kept_by_place_until_it_is_sent(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/chat")
    box = page.locator("#question")
    box.fill("What does the aper")
    page.goto("/courses")
    page.goto("/videos")
    expect(page.locator("#question")).to_have_value("")  # another place
    page.goto("/chat")
    expect(box).to_have_value("What does the aper")
    box.fill("What does the aperture do?")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("button", name="Ask again")).to_be_visible()  # the whole answer is here
    page.goto("/chat")
    expect(box).to_have_value("")
    assert drafts(page) == []


def test_question_that_was_not_taken_stays(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/chat")
    page.locator("#question").fill("Is this kept?")
    page.context.set_offline(True)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#thread")).to_contain_text("Is this kept?")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("#question")).to_have_value("Is this kept?")


def test_sign_out_forgets_drafts(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/chat")
    page.locator("#question").fill("A secret thought")
    assert len(drafts(page)) == 1
    page.locator("#menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    assert drafts(page) == []


def test_slow_page_is_announced_by_a_line_and_a_fast_one_is_not(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/courses")
    held: list[Route] = []

    def release(route: Route) -> None:
        route.fulfill(status=204)
        held.pop().continue_()

    page.route("**/chat", lambda route: held.append(route))
    page.route("**/the-line-is-shown", release)  # until then the page does not come
    page.evaluate(
        "new MutationObserver(() => 'going' in document.documentElement.dataset && fetch('/the-line-is-shown'))"
        ".observe(document.documentElement, { attributes: true })"
    )
    page.locator(".top").get_by_role("link", name="Ask").click(no_wait_after=True)
    page.wait_for_url("**/chat")
    assert not page.evaluate(GOING)


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_pages_pass_into_each_other_in_less_than_200_ms_unless_motion_is_reduced(
    page: Page, site: Site, motion: Literal["reduce", "no-preference"]
) -> None:
    sign_in(page, site)
    page.emulate_media(reduced_motion=motion)
    page.goto("/courses")
    page.evaluate(
        "addEventListener('pageswap', (event) => sessionStorage.setItem('swap', String(Boolean(event.viewTransition))))"
    )
    page.locator(".top").get_by_role("link", name="Home").click()
    page.wait_for_url(f"{site.url}/")
    assert page.evaluate("sessionStorage.getItem('swap')") == str(motion != "reduce").lower()
    rules = page.evaluate(
        "[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])"
        ".filter((rule) => rule.conditionText?.includes('no-preference'))"
        ".flatMap((rule) => [...rule.cssRules]).filter((rule) => rule.selectorText?.includes('view-transition'))"
        ".map((rule) => rule.style.animationDuration)"
    )
    assert rules == ["140ms"] or rules == ["0.14s"]
