"""The player's own controls: keys, what is remembered, captions, preview, and the native player without scripts."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from chronos.courses import CourseChange, NewModule, add_course, add_module, change_course
from tests.browser.conftest import Site
from tests.browser.test_player import APERTURE, NEAR_SECONDS, ask_here, expect_playing_from, sign_in

AT = "player.currentTime"
KEPT = "(saved) => fetch('/me').then((page) => page.text()).then((text) => text.includes(saved))"


def opened(page: Page, site: Site, who: str = "student", path: str = "") -> None:
    sign_in(page, site, who)
    page.goto(f"/videos/{site.aperture}{path}")
    page.wait_for_function("() => player.readyState > 0 && document.querySelector('chronos-player.ready')")


def near(page: Page, seconds: float) -> None:
    page.wait_for_function("(at) => Math.abs(player.currentTime - at) < 0.5", arg=seconds)


def test_keys_work_wherever_the_focus_is_unless_one_types(page: Page, site: Site) -> None:
    opened(page, site, path="?tab=ask")
    page.locator("#question").focus()
    page.keyboard.type("kjl 5 mf?<")
    expect(page.locator("#question")).to_have_value("kjl 5 mf?<")
    assert page.evaluate("player.paused && !player.muted && player.currentTime === 0")
    page.locator("#question").fill("")

    page.locator("h1").click()  # the focus is nowhere
    page.keyboard.press("5")
    near(page, page.evaluate("player.duration") / 2)
    for key, moved in (("j", -10), ("l", 10), ("ArrowLeft", -5), ("ArrowRight", 5)):
        before = page.evaluate(AT)
        page.keyboard.press(key)
        near(page, before + moved)
    page.keyboard.press("0")
    near(page, 0)
    page.keyboard.press("m")
    assert page.evaluate("player.muted")
    expect(page.get_by_role("button", name="Unmute")).to_be_visible()
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("player.volume") == pytest.approx(0.8)
    page.keyboard.press(">")
    assert page.evaluate("player.playbackRate") == 1.25
    page.keyboard.press("<")
    page.keyboard.press("<")
    assert page.evaluate("player.playbackRate") == 0.75
    expect(page.get_by_label("Speed")).to_have_value("0.75")

    page.get_by_role("tab", name="Transcript").click()
    page.locator(".script .s").nth(3).focus()  # in the transcript as well
    page.keyboard.press("k")
    page.wait_for_function("() => !player.paused")
    page.keyboard.press(" ")
    page.wait_for_function("() => player.paused")
    page.keyboard.press("t")
    expect(page.locator("main")).to_have_class(re.compile(r"\btheatre\b"))
    page.keyboard.press("t")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys and captions")
    expect(keys).to_contain_text("10 seconds back or forward")
    page.keyboard.press("5")  # the list is open: keys wait
    near(page, page.evaluate(AT))
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement?.localName === 'chronos-player'")
    page.keyboard.press("f")
    page.wait_for_function("() => !document.fullscreenElement")


def test_speed_volume_and_captions_hold_on_another_device(browser: Browser, page: Page, site: Site) -> None:
    opened(page, site)
    with page.expect_response(lambda answer: answer.url.endswith("/me/preferences")):
        page.get_by_label("Speed").select_option("1.5")
        page.get_by_label("Volume").fill("0.4")
        page.keyboard.press("c")
        page.get_by_role("button", name="Keys and captions").click()
        page.get_by_label("Large").check()
        page.get_by_label("Over the picture, at its top").check()
    page.keyboard.press("Escape")
    other = browser.new_context(base_url=site.url)
    phone = other.new_page()
    opened(phone, site)
    assert phone.evaluate("[player.playbackRate, player.volume]") == [1.5, 0.4]
    expect(phone.get_by_role("button", name="Captions", exact=True)).to_have_attribute("aria-pressed", "true")
    said = phone.locator(".said")
    expect(said).to_have_attribute("data-size", "large")
    expect(said).to_have_attribute("data-place", "top")
    phone.evaluate("player.currentTime = 1")
    expect(said).to_have_text(re.compile("^Exposure is how much light"))
    with phone.expect_response(lambda answer: answer.url.endswith("/me/preferences")):
        phone.keyboard.press("c")
        phone.get_by_label("Speed").select_option("1")
        phone.get_by_label("Volume").fill("1")
    expect(said).to_be_hidden()
    other.close()


def test_a_creators_browser_remembers_alone(page: Page, site: Site) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/api/" in request.url else None)
    opened(page, site, "creator")
    page.get_by_label("Speed").select_option("2")
    page.goto("/videos")
    page.goto(f"/videos/{site.shutter}")
    page.wait_for_function("() => player.playbackRate === 2")
    assert sent == []


KEEP_ACTIONS = """
const set = MediaSession.prototype.setActionHandler;
window.actions = {};
MediaSession.prototype.setActionHandler = function (name, act) {
  actions[name] = act;
  return set.call(this, name, act);
};
"""


def test_a_lock_screen_names_the_video_and_its_keys_work(page: Page, site: Site) -> None:
    page.add_init_script(KEEP_ACTIONS)
    opened(page, site)
    page.evaluate("async () => { player.currentTime = 20; await player.play() }")
    page.wait_for_function("() => navigator.mediaSession.metadata")
    named = page.evaluate("[navigator.mediaSession.metadata.title, navigator.mediaSession.metadata.artwork.length]")
    assert named == ["Aperture: how wide the lens opens", 1]
    page.evaluate("actions.pause()")
    page.wait_for_function("() => player.paused")
    before = page.evaluate(AT)
    page.evaluate("actions.seekforward({})")
    near(page, before + 10)
    page.evaluate("actions.seekbackward({})")
    near(page, before)
    page.evaluate("actions.seekto({ seekTime: 50 })")
    near(page, 50)
    page.evaluate("actions.play()")
    page.wait_for_function("() => !player.paused")


def test_the_bar_seeks_and_previews(page: Page, site: Site) -> None:
    opened(page, site)
    bar = page.get_by_label("Position")
    box = bar.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    length = page.evaluate("player.duration")
    expect(page.locator(".preview .tile")).to_be_visible()
    expect(page.locator(".preview .at")).to_have_text(re.compile(r"^(0:59|1:0\d)$"))
    assert "storyboard" in page.locator(".preview .tile").evaluate("(tile) => tile.style.backgroundImage")
    page.mouse.click(*middle)
    near(page, length / 2)
    expect(bar).to_have_attribute("aria-valuetext", re.compile(r"^(0:59|1:0\d) of 2:0\d$"))
    bar.focus()
    before = page.evaluate(AT)
    page.keyboard.press("ArrowRight")
    near(page, before + 5)


def test_the_end_of_a_lesson_offers_the_next_one(page: Page, site: Site) -> None:
    course = site.served.run(a_course(site))
    sign_in(page, site)
    page.goto(f"/courses/{course}")
    page.get_by_role("link", name="Aperture: how wide the lens opens").click()
    expect(page).to_have_url(re.compile(f"course={course}"))
    expect(page.locator(".crumb")).to_contain_text("Lesson 1 of 2")
    page.wait_for_function("() => player.readyState > 0 && document.querySelector('chronos-player.ready')")
    page.evaluate("async () => { player.currentTime = player.duration - 0.4; await player.play() }")
    page.locator("a.upnext").click()
    expect(page).to_have_url(re.compile(f"/videos/{site.shutter}"))
    expect(page.locator(".crumb")).to_contain_text("Lesson 2 of 2")
    expect(page.locator("a.upnext")).to_have_count(0)


async def a_course(site: Site) -> UUID:
    people = site.people
    async with site.served.app.db.acting_as(people.creator) as tx:
        course = (await add_course(tx, people.creator, "Exposure", None)).summary.id
        await add_module(tx, people.creator, course, NewModule("All", video_ids=[site.aperture, site.shutter]))
        await change_course(tx, people.creator, course, CourseChange(is_published=True))
    return course


def test_citations_are_ticks_on_the_bar(page: Page, site: Site) -> None:
    opened(page, site)
    expect(page.locator(".track .cit")).to_have_count(0)
    ask_here(page, APERTURE)
    cited = page.locator("[data-cites] a[data-seconds]").first
    cited.wait_for()
    seconds = float(cited.get_attribute("data-seconds") or "nan")
    tick = page.locator(".track .cit").first
    share = float((tick.get_attribute("x") or "").removesuffix("%")) / 100
    assert abs(share * page.evaluate("player.duration") - seconds) < NEAR_SECONDS
    cited.click()
    expect_playing_from(page, seconds)
    expect(page.locator(".track .cit.on")).to_have_count(1)


def test_without_scripts_the_native_player_stays(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    expect(page.locator("video[controls]")).to_be_visible()
    expect(page.locator(".controls")).to_be_hidden()
    context.close()
