"""Notes beside the player: taken at the second that plays, played, removed and taken back."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, Site
from tests.browser.test_player import expect_playing_from, sign_in


def test_a_note_is_taken_played_removed_and_taken_back(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    page.wait_for_function("() => player.readyState > 0 && document.querySelector('chronos-player.ready')")
    page.get_by_role("tab", name="Notes").click()
    expect(page.locator("#notes")).to_contain_text("Only you can read them")
    page.evaluate("player.currentTime = 33.5")
    box = page.get_by_role("textbox", name=re.compile("^New note at 0:33"))
    box.fill("50 mm at f/2 is 25 mm wide.")
    page.evaluate("player.currentTime = 60")  # the note stays where it was begun
    page.get_by_role("button", name="Keep the note").click()
    note = page.locator("#notes li")
    expect(note).to_contain_text("50 mm at f/2 is 25 mm wide.")
    expect(page.locator("#note")).to_have_value("")
    expect(page.get_by_role("tab", name="Notes")).to_have_text("Notes1")
    note.locator("a").click()
    expect_playing_from(page, 33.5)
    page.evaluate("player.pause()")
    page.get_by_role("button", name="Remove the note at 0:33").click()
    expect(note).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(note).to_contain_text("50 mm at f/2 is 25 mm wide.")

    page.get_by_role("tab", name="Transcript").click()
    sentence = page.locator(".script .s", has_text="depth of field")
    sentence.focus()
    page.keyboard.press("s")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("textbox", name=re.compile("^New note at 1:12"))).to_have_value(
        re.compile("^“The depth of field is the part of the scene")
    )
    page.keyboard.press("Control+Enter")
    expect(note).to_have_count(2)
    page.reload()
    expect(note).to_have_count(2)


def test_notes_work_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    sign_in(page, site)
    page.goto(f"/videos/{site.shutter}?t=20")
    page.locator("#to-notes").click()
    page.get_by_role("textbox", name=re.compile("^New note at")).fill("A quiet note")
    page.get_by_role("button", name="Keep the note").click()
    expect(page).to_have_url(re.compile(r"\?tab=notes#n-"))
    expect(page.locator("#notes li")).to_contain_text("A quiet note")
    page.get_by_role("button", name=re.compile("^Remove the note")).click()
    expect(page.locator("#notes li")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#notes li")).to_contain_text("A quiet note")
    context.close()
