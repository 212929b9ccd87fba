"""The transcript in a real browser: followed, searched in place, and given away with its link."""

import re

from playwright.sync_api import Page, expect

from chronos.model import VideoId
from tests.browser.conftest import Site
from tests.browser.test_player import sign_in
from tests.factories import a_talk_to_chunk

FOUND = "(name) => CSS.highlights.get(name)?.size ?? 0"


def opened(page: Page, site: Site, who: str = "student") -> None:
    sign_in(page, site, who)
    page.goto(f"/videos/{site.aperture}")
    page.wait_for_function("() => player.readyState > 0 && document.querySelector('chronos-player.ready')")


def test_words_are_found_marked_counted_and_stepped_through(page: Page, site: Site) -> None:
    opened(page, site)
    box = page.get_by_label("Words spoken in this video")
    count = page.locator("chronos-transcript .count")
    box.fill("APÉRTURE")
    expect(count).to_have_text(re.compile(r"^1 / \d+$"))
    many = int((count.text_content() or "").split("/")[1])
    assert many > 2
    assert page.evaluate(FOUND, "found") == many
    box.press("Enter")
    expect(count).to_have_text(f"2 / {many}")
    box.press("Shift+Enter")
    box.press("Shift+Enter")
    expect(count).to_have_text(f"{many} / {many}")
    assert page.evaluate(FOUND, "found-now") == 1
    in_view = "() => { const [range] = CSS.highlights.get('found-now'); const { top } = range.getBoundingClientRect();"
    page.wait_for_function(f"{in_view} return top > 0 && top < innerHeight }}")
    assert page.url.endswith(str(site.aperture))
    box.fill("zebra")
    expect(count).to_have_text("No matches")
    box.press("Escape")
    expect(box).to_have_value("")
    assert page.evaluate(FOUND, "found") == 0


def test_the_text_follows_until_the_reader_scrolls_away(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    opened(page, site)
    page.evaluate("player.currentTime = 60")
    now = page.locator(".script .s[aria-current]")
    expect(now).to_have_count(1)
    expect(now).to_be_in_viewport()
    follow = page.get_by_role("button", name="Follow the video")
    expect(follow).to_be_hidden()
    page.locator(".script").hover()
    page.mouse.wheel(0, -5000)
    expect(follow).to_be_visible()
    page.evaluate("player.currentTime = 110")
    expect(now).not_to_be_in_viewport()
    follow.click()
    expect(now).to_be_in_viewport()
    expect(follow).to_be_hidden()


def test_chosen_words_are_asked_about_or_copied_with_their_link(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, site)
    tools = page.get_by_role("toolbar", name="Chosen words")
    sentence = page.locator(".script .s", has_text="50mm lens")
    seconds = float(sentence.get_attribute("data-seconds") or "nan")
    said = (sentence.evaluate("(each) => each.lastChild.data") or "").strip()
    sentence.evaluate("(each) => document.getSelection().selectAllChildren(each)")
    expect(tools.locator("q")).to_have_text(said)
    tools.get_by_role("button", name="Copy with link").click()
    expect(page.get_by_role("status").filter(has_text="Copied with its link")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{said}” (Aperture: how wide the lens opens, ")
    assert copied.endswith(f"{site.url}/videos/{site.aperture}?t={round(seconds, 1):g}")
    expect(tools).to_be_hidden()

    # By keyboard, and a selection is no wish to play.
    sentence.focus()
    page.keyboard.press("s")
    expect(tools.get_by_role("button", name="Ask about it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_value(f"“{said}” ")
    expect(page.locator("#question")).to_be_focused()
    assert page.evaluate("player.paused && player.currentTime === 0")


def test_selecting_with_the_mouse_does_not_play(page: Page, site: Site) -> None:
    opened(page, site)
    sentence = page.locator(".script .s", has_text="full stops of the lens")
    sentence.scroll_into_view_if_needed()
    x, y = sentence.evaluate(
        "(each) => { const range = new Range(); range.selectNodeContents(each.lastChild);"
        "const { left, top, height } = range.getClientRects()[0]; return [left + 12, top + height / 2] }"
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 130, y + 3, steps=6)
    page.mouse.up()
    expect(page.get_by_role("toolbar", name="Chosen words")).to_be_visible()
    assert page.evaluate("player.paused")


MANY = 1200
DRAWN = "(all) => all.filter((each) => each.checkVisibility({ contentVisibilityAuto: true })).length"


def test_a_long_transcript_draws_the_sentences_in_view_alone(page: Page, site: Site) -> None:
    long = site.served.run(a_long_talk(site))
    sign_in(page, site, "creator")
    page.goto(f"/videos/{long}")
    sentences = page.locator(".script .s")
    expect(sentences).to_have_count(MANY)
    styles = page.locator(".script p").evaluate_all("(all) => all.map((p) => getComputedStyle(p).contentVisibility)")
    assert set(styles) == {"auto"}
    expect(sentences.first).to_be_in_viewport()
    assert 0 < sentences.evaluate_all(DRAWN) < MANY / 4
    # All of it is there to be found.
    box = page.get_by_label("Words spoken in this video")
    box.fill(f"number {MANY - 1} ")
    expect(page.locator("chronos-transcript .count")).to_have_text("1 / 1")
    expect(sentences.last).to_be_in_viewport()


async def a_long_talk(site: Site) -> VideoId:
    async with site.served.app.db.as_service("test") as tx:
        told = [f"This is sentence number {index} of a long talk." for index in range(MANY)]
        video = await a_talk_to_chunk(tx, site.people.creator_id, told, title="Long")
        await tx.execute("update videos set storage_path = null where id = %(id)s", {"id": video})  # words alone
        return video
