"""From an empty school to a student's answer: a creator at a desk and a student on a phone, without a terminal."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from chronos.config import Settings
from chronos.db import embedded
from chronos.members import Person as Member
from chronos.members import add_creator, make_sign_in_link
from chronos.model import Actor, CreatorId
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_look import check
from tests.browser.test_player import expect_playing_from
from tests.conftest import create_database, drop_database
from tests.media import record
from tests.speech import librivox_clips
from tests.web.served import Served, served

READY_MS = 240_000  # for ten files to be transcribed, on shared processors
PHONE = {"width": 390, "height": 844}
FILES = 10
QUESTION = "Was he an ill disposed young man?"
UNCOVERED = "How do I bake sourdough bread?"


class Person:
    """Someone at a window, whose clicks and key presses on controls are counted."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.add_init_script("addEventListener('playing', (e) => { window.began = e.target.currentTime }, true)")
        self.clicks = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def press(self, role: str, name: str | re.Pattern[str]) -> None:
        self.click(self.page.get_by_role(role, name=name).first)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def school(
    server: embedded.EmbeddedServer,
    migrated: str,
    models_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Served, str]]:
    """A school without a video, and the link that signs its creator in."""
    made = create_database(server, "journey", migrated)
    home = tmp_path_factory.mktemp("journey")
    (home / "models").symlink_to(models_home / "models")
    with served(Settings(home=home, _env_file=None), made.login_url) as running:
        creator = running.run(add_creator(running.app.db, "Ada")).id
        yield running, running.sign_in_link(Actor("authenticated", subject=creator, creator_id=CreatorId(creator)))
    drop_database(server, made.name)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Ten files in which five sentences are read, each in two of them."""
    folder, clips = tmp_path_factory.mktemp("films"), librivox_clips()
    return [
        record(folder / f"Lesson {n + 1:02}.mp4", [clips[n % len(clips)].samples[None]], picture_seconds=n % 3 + 8)
        for n in range(FILES)
    ]


@pytest.mark.timeout(900)
def test_from_an_empty_school_to_an_answer(
    browser: Browser, school: tuple[Served, str], films: list[Path], record_property: Callable[[str, object], None]
) -> None:
    site, link = school
    desk = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800})
    phone = browser.new_context(base_url=site.url, viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    ada, kim = Person(desk), Person(phone)

    ada.page.goto(link)
    ada.press("button", "Continue")
    ada.page.wait_for_url("**/")
    ada.page.goto("/studio")
    ada.press("link", "Videos")
    ada.page.locator("#file").set_input_files(films)
    ada.press("button", "Upload")
    expect(ada.page.locator(".ups > li").filter(has_text="In the library")).to_have_count(FILES, timeout=READY_MS)
    expect(ada.page.locator("#videos .st.good", has_text="Ready")).to_have_count(FILES, timeout=READY_MS)

    ada.press("link", "Courses")
    ada.page.get_by_label("Title", exact=True).fill("Sense and Sensibility")
    ada.press("button", "Add the course")
    ada.page.get_by_label("Title of the new module").fill("The Dashwoods")
    ada.press("button", "Add a module")
    ada.press("link", re.compile("Add lessons"))
    for title in ("Lesson 01", "Lesson 02", "Lesson 03"):
        ada.click(ada.page.get_by_role("checkbox", name=re.compile(title)))
    ada.press("button", "Add the chosen videos")
    ada.press("button", "Publish")
    expect(ada.page.get_by_text("Published").first).to_be_visible()
    check(ada.page, "journey-course")

    ada.press("link", "People")
    ada.press("link", "Invite students")
    ada.press("button", "Make the link")
    invitation = ada.page.get_by_role("textbox", name="Your link").input_value()

    kim.page.goto(f"/join/{invitation.rpartition('/join/')[2]}")
    kim.page.get_by_label("Your name").fill("Kim Lee")
    kim.press("button", "Join")
    kim.page.wait_for_url("**/")
    kim.press("link", re.compile("Sense and Sensibility"))
    check(kim.page, "journey-course-on-a-phone")
    kim.press("link", re.compile("Begin lesson 1"))
    kim.click(kim.page.get_by_role("tab", name="Ask"))
    kim.click(kim.page.locator("label", has_text="This course"))
    ask(kim, QUESTION)
    cited = kim.page.locator("#thread .fn a").first
    expect(cited).to_be_visible()
    seconds = float(cited.get_attribute("data-seconds") or "nan")
    first_answer = ada.clicks + kim.clicks
    kim.click(cited)
    expect_playing_from(kim.page, seconds)
    expect(kim.page.locator("#thread .ask-q")).to_have_text(QUESTION)  # also where another lesson says it
    check(kim.page, "journey-answer-on-a-phone")

    ask(kim, UNCOVERED)
    expect(kim.page.locator("#thread .none")).to_contain_text("not covered")
    kim.press("button", "Tell the teacher")
    expect(kim.page.locator("#thread")).to_contain_text("The question is with your teacher.")
    check(kim.page, "journey-told")

    ada.press("link", "Questions")
    expect(ada.page.get_by_text(UNCOVERED).first).to_be_visible()
    check(ada.page, "journey-questions")
    ada.press("link", "Conversations")
    ada.press("link", re.compile("Kim Lee"))
    expect(ada.page.get_by_text(QUESTION).first).to_be_visible()
    check(ada.page, "journey-conversation")
    record_property("clicks_to_the_first_answer", first_answer)
    assert first_answer <= 21

    laptop = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800})
    study_on(Person(laptop), site.run(link_of(site, "Kim Lee")))
    for context in (desk, phone, laptop):
        context.close()


def study_on(kim: Person, link: str) -> None:
    """Go on at a laptop: what was asked is there, a note is taken, a moment is found and shared, the course ends."""
    kim.page.goto(link)
    kim.press("button", "Continue")
    kim.page.wait_for_url("**/")
    check(kim.page, "journey-home")
    kim.page.goto("/chat")
    kim.press("link", re.compile(QUESTION[:12]))
    expect(kim.page.get_by_text(QUESTION).first).to_be_visible()

    kim.page.goto("/")
    kim.press("link", re.compile("Sense and Sensibility"))
    kim.press("link", re.compile("Lesson 02"))
    kim.click(kim.page.get_by_role("tab", name="Notes"))
    kim.page.get_by_label(re.compile("New note at")).fill("Remember the cottage")
    kim.press("button", "Keep the note")
    expect(kim.page.locator("#notes")).to_contain_text("Remember the cottage")
    check(kim.page, "journey-note")

    kim.page.goto("/search?q=disposed")
    found = kim.page.locator("main a[href*='t=']").first
    shared = found.get_attribute("href") or ""
    assert re.search(r"/videos/[0-9a-f-]{36}\?t=", shared)
    kim.click(found)
    expect(kim.page.get_by_role("heading", level=1)).to_contain_text("Lesson")
    kim.page.goto("/search?q=cottage")
    expect(kim.page.locator("main")).to_contain_text("Remember the cottage")


async def link_of(site: Served, name: str) -> str:
    """Return a link that signs a student in, as the school would send it."""
    async with site.app.db.as_service("test") as tx:
        row = await tx.fetch_one("select id from public.students where name = %(name)s", {"name": name})
    assert row is not None
    return f"{site.url}/sign-in/{await make_sign_in_link(site.app.db, Member('student', row['id'], name))}"


def ask(person: Person, question: str) -> None:
    """Ask beside the player."""
    person.page.locator("#question").fill(question)
    person.click(person.page.get_by_role("button", name="Ask", exact=True))
    expect(person.page.locator("#thread [aria-busy]")).to_have_count(0)
    expect(person.page.locator("#thread .ask-q").last).to_have_text(question)
