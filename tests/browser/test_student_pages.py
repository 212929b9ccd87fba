"""The student's pages with a course, progress and questions: accessible in light and dark, on desktop and phone."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from chronos import chat
from chronos.courses import Beat, CourseChange, NewModule, Segment, add_course, add_module, change_course, record_beat
from tests.browser.conftest import Site
from tests.browser.test_look import look_at
from tests.browser.test_player import APERTURE, sign_in
from tests.factories import a_video

PAGES = {
    "home": "/",
    "courses": "/courses",
    "course": "/courses/{course}",
    "conversations": "/chat",
    "saved": "/saved",
    "search": "/search?q=light",
    "search-near": "/search?q=blurry+backdrop",
    "search-none": "/search?q=xyzzy&course={course}",
    "search-empty": "/search",
    "own": "/me?saved=true",
    "erase": "/me/erase",
    "conversations-none": "/chat?q=zebra",
}


async def furnish(site: Site) -> UUID:
    """Add courses, of which one is under way with a module that opens later, and a question."""
    app, people = site.served.app, site.people
    async with app.db.as_service("test") as tx:
        later = await a_video(tx, people.creator_id, title="Reading the light outdoors")
    added = []
    async with app.db.acting_as(people.creator) as tx:
        for title in ("Exposure, step by step", "Portraits by window light"):
            course = (await add_course(tx, people.creator, title, "Short lessons on photographic exposure.")).summary.id
            videos = [site.aperture, site.shutter]
            await add_module(tx, people.creator, course, NewModule("The settings", video_ids=videos))
            await add_module(tx, people.creator, course, NewModule("Out of the house", video_ids=[later]))
            await change_course(tx, people.creator, course, CourseChange(is_published=True))
            added.append(course)
    async with app.db.as_service("test") as tx:
        await tx.execute(
            "update course_modules set opens_at = now() + interval '9 days' where title = 'Out of the house'"
        )
    for video, seconds in ((site.aperture, 121.0), (site.shutter, 35.0)):
        session = uuid4()
        for number, parts in enumerate(([], [Segment(0, seconds)])):
            async with app.db.as_service("test") as tx:
                await tx.execute("update private.watch_budgets set seconds = 600")
            async with app.db.acting_as(people.student) as tx:
                await record_beat(tx, people.student, video, Beat(session, number, parts, seconds))
    async with app.db.acting_as(people.student) as tx:
        conversation = (await chat.create_session(tx, people.student)).id
    await chat.post_message(app.db, app.answerer, people.student, conversation, APERTURE)
    await chat.post_message(app.db, app.answerer, people.student, conversation, "Who won the world cup of 1998?")
    return added[0]


@pytest.fixture(scope="module")
def course(site: Site) -> UUID:
    return site.served.run(furnish(site))


@pytest.fixture(scope="module")
def student(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    sign_in(page, site)
    page.close()
    yield context
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(name: str, student: BrowserContext, site: Site, course: UUID) -> None:
    look_at(student, site.url, name, PAGES[name].format(course=course))


def test_a_conversation_is_accessible_and_plays_beside_the_text(
    student: BrowserContext, site: Site, course: UUID
) -> None:
    page = student.new_page()
    page.goto("/chat")
    page.get_by_role("link", name=APERTURE).click()
    address = page.url
    page.close()

    def play(page: Page) -> None:
        page.locator(".fn a.t").first.click()
        page.wait_for_function("() => !document.querySelector('#dock video').paused")
        page.evaluate("document.querySelector('#dock video').pause()")

    look_at(student, site.url, "conversation", urlsplit(address).path)
    look_at(student, site.url, "conversation-playing", urlsplit(address).path, play)


def test_an_answer_is_saved_beside_it_and_found_again(student: BrowserContext, site: Site, course: UUID) -> None:
    page = student.new_page()
    page.goto("/chat")
    page.get_by_role("link", name=APERTURE).click()
    talk = page.url
    save = page.get_by_role("button", name="Save the answer").first
    expect(save).to_have_attribute("aria-pressed", "false")
    save.click()
    expect(save).to_have_attribute("aria-pressed", "true")
    assert page.url == talk
    page.goto("/saved")
    page.get_by_role("link", name=APERTURE).click()
    expect(page.get_by_role("link", name=re.compile("Play from")).first).to_be_visible()
    saved = urlsplit(page.url).path
    page.close()
    look_at(student, site.url, "saved-list", "/saved")
    look_at(student, site.url, "saved-answer", saved)


@pytest.mark.parametrize(("zone", "has_scripts", "said"), [("Asia/Tokyo", True, "GMT+9"), ("Asia/Tokyo", False, "UTC")])
def test_opening_times_are_of_the_readers_zone(
    browser: Browser, student: BrowserContext, site: Site, course: UUID, zone: str, has_scripts: bool, said: str
) -> None:
    context = browser.new_context(
        base_url=site.url, timezone_id=zone, java_script_enabled=has_scripts, storage_state=student.storage_state()
    )
    page = context.new_page()
    page.goto(f"/courses/{course}")
    opens = page.locator("time[data-local]").first
    expect(opens).to_contain_text("Opens on")
    expect(opens).to_contain_text(said)
    if has_scripts:
        hour = "(when) => new Date(when).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit' })"
        shown = page.evaluate(hour, opens.get_attribute("datetime"))
        expect(opens).to_contain_text(shown)
    context.close()
