"""A conversation in a real browser: streamed, played beside the text, and kept at its address."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, Site
from tests.browser.test_player import APERTURE, NEAR_SECONDS, SHUTTER, sign_in


def expect_docked_from(page: Page, seconds: float) -> None:
    """The docked player began near `seconds` and runs."""
    page.wait_for_function(
        "([at, near]) => Math.abs(window.began - at) <= near && !document.querySelector('#dock video').paused",
        arg=[seconds, NEAR_SECONDS],
    )


def test_a_student_asks_follows_up_and_plays_without_leaving(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.get_by_role("textbox", name=re.compile("^Ask")).fill(APERTURE)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/chat/[0-9a-f-]+#m-"))
    expect(page.locator(".qa")).to_have_count(1)
    page.wait_for_load_state("load")  # until its scripts have run, Enter begins a line

    page.get_by_role("textbox", name="Ask a follow-up").fill(SHUTTER)
    page.keyboard.press("Enter")
    expect(page.locator(".qa .fn")).to_have_count(2)
    expect(page.get_by_role("textbox", name="Ask a follow-up")).to_have_value("")
    expect(page.locator("#cited dt")).to_have_count(2)
    address = page.url

    for place in (0, -1):  # citations of two videos, one after the other
        cited = page.locator(".fn a.t").nth(place)
        seconds = float(cited.get_attribute("data-seconds") or "nan")
        cited.click()
        expect_docked_from(page, seconds)
        expect(cited).to_have_class(re.compile(r"\bon\b"))
        expect(page.locator(".dock-cap a")).to_have_text(cited.get_attribute("data-title") or "")
    assert page.url == address
    page.get_by_role("button", name="Close the player").click()
    expect(page.locator("#dock")).to_be_hidden()

    page.reload()
    expect(page.locator(".qa")).to_have_count(2)


def test_a_new_conversation_gets_its_address_while_it_is_answered_and_back_returns(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/chat")
    page.get_by_role("textbox", name=re.compile("^Answers quote")).fill("How do I bake sourdough bread?")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/chat/[0-9a-f-]+$"))
    expect(page.locator(".talk .qa")).to_contain_text("not covered")
    page.go_back()
    expect(page).to_have_url(f"{site.url}/chat")
    expect(page.get_by_role("link", name="How do I bake sourdough bread?")).to_be_visible()


def test_a_refused_question_says_why_and_stays(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/chat")
    box = page.get_by_role("textbox", name=re.compile("^Answers quote"))
    box.evaluate("(box) => box.removeAttribute('required')")
    box.fill("   ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(box).to_have_value("   ")


def test_renaming_and_removing_with_undo_work_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    sign_in(page, site)
    page.goto("/chat")
    page.get_by_role("textbox", name=re.compile("^Answers quote")).fill(APERTURE)
    page.keyboard.press("Enter")
    expect(page.locator(".qa .fn li").first).to_be_visible()
    page.locator("summary[aria-label='Change this conversation']").click()
    page.get_by_label("Title").fill("About holes")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("About holes")
    page.locator("summary[aria-label='Change this conversation']").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("link", name="About holes")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("About holes")
    page.locator(".fn a.t").first.click()
    expect(page).to_have_url(re.compile(rf"/videos/{site.aperture}\?t="))
    context.close()
