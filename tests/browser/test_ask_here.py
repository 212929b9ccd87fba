"""Asking beside the player: streamed in place, followed up, judged, asked again, found again, and without scripts."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE_MS, Site
from tests.browser.test_player import APERTURE, SHUTTER, ask_here, expect_playing_from, sign_in


def test_an_answer_comes_in_place_and_its_citation_plays(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    streams: list[str] = []
    page.on(
        "response", lambda each: streams.append(each.headers.get("content-type", "")) if "/chat" in each.url else None
    )
    ask_here(page, APERTURE)
    assert any(kind.startswith("text/event-stream") for kind in streams)
    expect(page).to_have_url(re.compile(rf"/videos/{site.aperture}\?tab=ask&talk=[0-9a-f-]+$"))
    expect(page.locator("#thread .ask-q")).to_have_text(APERTURE)
    cited = page.locator("#thread .fn a").first
    seconds = float(cited.get_attribute("data-seconds") or "nan")
    cited.click()
    expect_playing_from(page, seconds)
    page.evaluate("player.pause()")
    page.get_by_role("tab", name="Transcript").click()
    expect(page.locator(".script .s.cited", has_text="f/16 is a very small hole")).to_be_visible()

    ask_here(page, "and why?")
    expect(page.locator("#thread .qa .act")).to_have_count(2)
    right = page.get_by_role("button", name="Right").first
    right.click()
    expect(right).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_role("tab", name="Ask")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#thread .qa")).to_have_count(2)
    expect(page.get_by_role("button", name="Right").first).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Right").first.click()
    expect(page.get_by_role("button", name="Right").first).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Ask again").last.click()
    expect(page.locator("#thread [aria-busy]")).to_have_count(0)
    expect(page.locator("#thread .qa")).to_have_count(2)


def test_another_scope_begins_anew_and_a_refusal_is_sent_to_the_teacher(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}?tab=ask")
    page.wait_for_function("() => document.querySelector('chronos-player.ready')")
    page.get_by_label("Around here").check()
    ask_here(page, "How do I bake sourdough bread?")
    expect(page.locator("#thread .none")).to_contain_text("not covered")
    page.get_by_role("button", name="Tell the teacher").click()
    told = page.locator("#thread .none").get_by_text("The question is with your teacher")
    expect(told).to_be_focused()
    first = page.url
    page.get_by_label("All videos").check()
    page.get_by_role("textbox", name="Ask about this video").fill(SHUTTER)
    page.keyboard.press("Enter")
    expect(page.locator(f'#thread .fn a[data-video="{site.shutter}"]').first).to_be_visible()
    assert page.url != first
    page.goto(first)
    expect(told).to_be_visible()


def test_tabs_move_by_arrow_keys(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    transcript, ask = page.get_by_role("tab", name="Transcript"), page.get_by_role("tab", name="Ask")
    expect(transcript).to_have_attribute("aria-selected", "true")
    transcript.focus()
    page.wait_for_function("() => player.readyState > 0")
    at = page.evaluate("player.currentTime")  # where the student resumes
    page.keyboard.press("ArrowRight")
    expect(ask).to_be_focused()
    expect(page.locator("#panel-ask")).to_be_visible()
    expect(page.locator("#panel-transcript")).to_be_hidden()
    assert page.evaluate("player.currentTime") == at
    page.keyboard.press("Home")
    expect(page.locator("#panel-transcript")).to_be_visible()


def test_tabs_and_the_form_work_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    expect(page.locator(".script")).to_be_visible()
    page.locator("#to-ask").click()
    expect(page).to_have_url(re.compile(r"\?tab=ask"))
    expect(page.locator(".script")).to_be_hidden()
    expect(page.get_by_label("Around here")).to_be_hidden()
    page.get_by_role("textbox", name="Ask about this video").fill(APERTURE)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page).to_have_url(re.compile(r"/chat/[0-9a-f-]+#m-"))
    expect(page.locator(".qa .fn li").first).to_be_visible()
    page.get_by_role("button", name="Wrong").click()
    expect(page.get_by_role("button", name="Wrong")).to_have_attribute("aria-pressed", "true")
    context.close()


def test_what_to_ask_next_is_suggested_and_asked(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    ask_here(page, APERTURE)
    suggested = page.get_by_role("region", name="Ask next").get_by_role("button")
    expect(suggested.first).to_be_visible()
    question = (suggested.first.text_content() or "").strip()
    suggested.first.click()
    expect(page.locator("#thread .ask-q")).to_have_text([APERTURE, question])
    expect(page.locator("#thread .qa").last.locator(".fn li").first).to_be_visible()


def test_a_citation_shows_its_quote_and_a_still(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    ask_here(page, APERTURE)
    site.served.run(word_answers(site))
    page.reload()
    cited = page.locator("#thread .worded a.cite").first
    for look in (cited.hover, cited.focus):
        look()
        peek = page.locator(".peek")
        expect(peek.locator("q")).to_contain_text("f/16 is a very small hole")
        expect(peek.locator(".still")).to_be_visible()
        assert "storyboard" in peek.locator(".still").evaluate("(still) => still.style.backgroundImage")
        page.keyboard.press("Escape")
        expect(peek).to_have_count(0)
        page.mouse.move(0, 0)


async def word_answers(site: Site) -> None:
    """Make the quotes of answers sentences with marks, as language models write them."""
    async with site.served.app.db.as_service("test") as tx:
        await tx.execute(
            "update chat_messages set content = 'It is small [1].', output_tokens = 5 "
            "where role = 'assistant' and jsonb_array_length(video_references) > 0"
        )


def test_a_lesson_is_marked_as_done_while_it_plays(page: Page, site: Site) -> None:
    site.served.run(allow_marking(site))
    sign_in(page, site)
    page.goto(f"/videos/{site.shutter}")
    page.evaluate("async () => { player.muted = true; await player.play() }")
    page.get_by_role("button", name="Mark as done").click()
    expect(page.locator("#done")).to_contain_text("Done")
    again = page.get_by_role("button", name="Not done yet")
    expect(again).to_be_focused()
    assert not page.evaluate("player.paused")
    again.click()
    expect(page.get_by_role("button", name="Mark as done")).to_be_visible()


async def allow_marking(site: Site) -> None:
    async with site.served.app.db.as_service("test") as tx:
        await tx.execute("update creators set settings = settings || '{\"students_may_mark_done\": true}'")
