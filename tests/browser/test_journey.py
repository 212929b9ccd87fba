"""From an empty school to a student's answer: a creator at a desk and a student on a phone, without a terminal."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chronos.brand import correct_accent
from chronos.config import Settings
from chronos.db import embedded
from chronos.members import add_creator
from chronos.model import Actor, CreatorId
from tests.browser.person import KeyboardPerson, Person, link_of
from tests.browser.test_look import check
from tests.browser.test_player import expect_playing_from
from tests.conftest import create_database, drop_database
from tests.media import encoded, record, stripes
from tests.speech import librivox_clips
from tests.web.served import Served, served

READY_MS = 240_000  # for ten files to be transcribed, on shared processors
PHONE = {"width": 390, "height": 844}
HEARD_MS = 60_000  # for a lesson of half a minute at most, at three times its speed
FILES = 10
QUESTION = "Was he an ill disposed young man?"
UNCOVERED = "How do I bake sourdough bread?"
SCHOOL, ACCENT = "North Light", "#ffcc00"
TAUGHT = "No lesson says it: ask the baker in your street."


@pytest.fixture
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


@pytest.fixture(scope="module")
def logo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An image that is four times as wide as it is high."""
    (file := tmp_path_factory.mktemp("logo") / "logo.png").write_bytes(encoded(stripes(width=640, height=160), "png"))
    return file


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", [Person, KeyboardPerson])
def test_from_an_empty_school_to_an_answer(
    browser: Browser,
    school: tuple[Served, str],
    films: list[Path],
    logo: Path,
    kind: type[Person],
    record_property: Callable[[str, object], None],
) -> None:
    site, link = school
    desk = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800})
    phone = browser.new_context(base_url=site.url, viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    ada, kim = kind(desk), kind(phone)

    ada.page.goto(link)
    ada.press("button", "Continue")
    ada.page.wait_for_url("**/")
    ada.page.goto("/studio")
    ada.press("link", "Videos")
    expect(ada.page.locator("#file")).to_have_attribute("multiple", "")  # once the script is there
    ada.page.locator("#file").set_input_files(films)
    ada.press("button", "Upload")
    expect(ada.page.locator(".ups > li").filter(has_text="In the library")).to_have_count(FILES, timeout=READY_MS)
    expect(ada.page.locator("#videos .st.good", has_text="Ready")).to_have_count(FILES, timeout=READY_MS)

    make_course(ada, "Lesson 01", "Lesson 02", "Lesson 03")
    check(ada.page, "journey-course")
    invitation = invite(ada)

    kim.page.goto(f"/join/{invitation}")
    kim.fill(kim.page.get_by_label("Your name"), "Kim Lee")
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
    teach(ada)
    check(ada.page, "journey-taught")
    ask(kim, UNCOVERED)
    expect(kim.page.locator("#thread")).to_contain_text("What your teacher says")
    expect(kim.page.locator("#thread")).to_contain_text(TAUGHT)

    ada.press("link", "Questions")
    ada.press("link", "Conversations")
    ada.press("link", re.compile("Kim Lee"))
    expect(ada.page.get_by_text(QUESTION).first).to_be_visible()
    check(ada.page, "journey-conversation")
    record_property("clicks_to_the_first_answer", first_answer)
    brand(ada, logo)
    assert first_answer <= 21 or kind is KeyboardPerson

    laptop = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800})
    kim = kind(laptop)
    study_on(kim, site.run(link_of(site, "Kim Lee")))
    finish(kim)
    add_later_module(ada)
    kim.page.goto("/")
    kim.press("link", re.compile("Sense and Sensibility"))
    expect(kim.page.get_by_role("heading", name="Later")).to_be_visible()
    expect(kim.page.locator("main")).to_contain_text(re.compile("Opens (in|on|after|from)"))
    check(kim.page, "journey-locked")
    expect_branded(kim)
    for context in (desk, phone, laptop):
        context.close()


@pytest.mark.timeout(600)
def test_from_an_empty_school_to_an_answer_without_scripts(
    browser: Browser, school: tuple[Served, str], films: list[Path]
) -> None:
    site, link = school
    desk = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    phone = browser.new_context(base_url=site.url, viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    ada, kim = Person(desk), Person(phone)

    ada.page.goto(link)
    ada.press("button", "Continue")
    ada.page.goto("/studio")
    ada.press("link", "Videos")
    ada.page.locator("#file").set_input_files(films[0])
    ada.press("button", "Upload")
    until = time.monotonic() + READY_MS / 1000
    while not ada.page.locator("main .st.good", has_text="Ready").count():
        assert time.monotonic() < until, "The video did not become ready."
        ada.page.wait_for_timeout(1000)
        ada.page.goto("/studio/videos")
    make_course(ada, "Lesson 01")
    invitation = invite(ada)

    kim.page.goto(f"/join/{invitation}")
    kim.fill(kim.page.get_by_label("Your name"), "Kim Lee")
    kim.press("button", "Join")
    kim.press("link", re.compile("Sense and Sensibility"))
    kim.press("link", re.compile("Begin lesson 1"))
    kim.click(kim.page.locator("#to-ask"))
    kim.fill(kim.page.get_by_role("textbox", name="Ask about this video"), QUESTION)
    kim.press("button", re.compile("^Ask$"))
    expect(kim.page).to_have_url(re.compile(r"/chat/[0-9a-f-]+#m-"))
    kim.click(kim.page.locator(".fn a.t").first)
    expect(kim.page).to_have_url(re.compile(r"/videos/[0-9a-f-]+\?t="))
    kim.click(kim.page.locator("#to-notes"))
    kim.fill(kim.page.get_by_label(re.compile("New note at")), "Remember the cottage")
    kim.press("button", "Keep the note")
    expect(kim.page.locator("#notes")).to_contain_text("Remember the cottage")
    kim.page.goto("/chat")
    kim.fill(kim.page.get_by_role("textbox", name=re.compile("^Answers quote")), UNCOVERED)
    kim.page.keyboard.press("Enter")
    kim.press("button", "Tell the teacher")
    expect(kim.page.locator("main")).to_contain_text("The question is with your teacher.")

    ada.press("link", "Questions")
    teach(ada)
    for context in (desk, phone):
        context.close()


def make_course(ada: Person, *lessons: str) -> None:
    """Make a course of one module with these lessons, and publish it."""
    ada.press("link", "Courses")
    ada.fill(ada.page.get_by_label("Title", exact=True), "Sense and Sensibility")
    ada.press("button", "Add the course")
    ada.fill(ada.page.get_by_label("Title of the new module"), "The Dashwoods")
    ada.press("button", "Add a module")
    ada.press("link", re.compile("Add lessons"))
    for title in lessons:
        ada.click(ada.page.get_by_role("checkbox", name=re.compile(title)))
    ada.press("button", "Add the chosen videos")
    ada.press("button", "Publish")
    expect(ada.page.get_by_text("Published").first).to_be_visible()


def invite(ada: Person) -> str:
    """Make a link for students; return its secret."""
    ada.press("link", "People")
    ada.press("link", "Invite students")
    ada.press("button", "Make the link")
    link = ada.page.get_by_role("textbox", name="Your link").input_value()
    return link.rpartition("/join/")[2]


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
    kim.fill(kim.page.get_by_label(re.compile("New note at")), "Remember the cottage")
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


def teach(ada: Person) -> None:
    """Answer what a student sent."""
    ada.press("button", re.compile("^Answer"))
    ada.fill(ada.page.get_by_label(re.compile("^Your answer")).first, TAUGHT)
    ada.press("button", "Add the answer")
    expect(ada.page.locator(".taught").filter(has_text=UNCOVERED)).to_contain_text(TAUGHT)


def brand(ada: Person, logo: Path) -> None:
    """Give the school a name, a colour that has to be corrected, and a logo."""
    ada.press("link", "Settings")
    ada.press("link", "Brand")
    ada.fill(ada.page.get_by_label("Name of the school"), SCHOOL)
    ada.page.get_by_label("Accent colour").fill(ACCENT)  # the dialog of a colour is the browser's
    expect(ada.page.locator("#preview")).to_contain_text(f"corrected from {ACCENT}")
    ada.press("button", "Save")
    expect(ada.page.get_by_role("status")).to_contain_text("Saved.")
    ada.page.locator("#logo_file").set_input_files(logo)
    ada.press("button", "Change the logo")
    expect(ada.page.get_by_role("status")).to_contain_text("The logo was changed.")
    expect_branded(ada)
    check(ada.page, "journey-brand")


def expect_branded(person: Person) -> None:
    """Require that a page shows name, logo and the corrected colour."""
    sign = person.page.locator("header a.brand").first
    expect(sign).to_contain_text(SCHOOL)
    assert sign.locator("img.logo").evaluate("(e) => e.complete && e.naturalWidth / e.naturalHeight") == 4
    accent = correct_accent(ACCENT).light.accent
    red, green, blue = (int(accent[at : at + 2], 16) for at in (1, 3, 5))
    shown = person.page.evaluate(
        """() => {
          const tried = document.body.appendChild(document.createElement("i"));
          tried.style.setProperty("color", "var(--rust)");
          const colour = getComputedStyle(tried).color;
          tried.remove();
          return colour;
        }"""
    )
    assert shown == f"rgb({red}, {green}, {blue})"


def finish(kim: Person) -> None:
    """Hear every lesson to its end, one after another: the course is finished."""
    kim.page.goto("/")
    kim.press("link", re.compile("Sense and Sensibility"))
    course = kim.page.url
    follow = kim.page.get_by_role("link", name=re.compile("(Begin|Resume|Next:) lesson")).first
    while kim.page.locator("main").get_by_text("Finished").count() == 0:  # one may have played to its end before
        kim.click(follow)
        kim.page.wait_for_selector("#player")
        kim.page.evaluate("player.currentTime = 0; player.playbackRate = 3; player.play()")
        kim.page.wait_for_function("() => player.ended", timeout=HEARD_MS)
        expect(kim.page.locator("#done")).to_contain_text("Done")
        kim.page.goto(course)
    expect(kim.page.locator("main")).to_contain_text("Finished")
    check(kim.page, "journey-finished")


def add_later_module(ada: Person) -> None:
    """Add a module that opens to a student a month after they joined."""
    ada.press("link", "Courses")
    ada.press("link", re.compile("Sense and Sensibility"))
    ada.fill(ada.page.get_by_label("Title of the new module"), "Later")
    ada.press("button", "Add a module")
    ada.press("link", re.compile("Add lessons to Later"))
    ada.click(ada.page.get_by_role("checkbox", name=re.compile("Lesson 04")))
    ada.press("button", "Add the chosen videos")
    module = ada.page.locator("section.mod").filter(has_text="Lesson 04")
    ada.click(module.locator("summary", has_text="when it opens"))
    ada.fill(module.get_by_label("Days after they joined"), "30")
    ada.click(module.get_by_role("button", name="Save the module"))
    expect(module).to_contain_text("30 days after joining")
    check(ada.page, "journey-drip")


def ask(person: Person, question: str) -> None:
    """Ask beside the player."""
    person.fill(person.page.locator("#question"), question)
    person.click(person.page.get_by_role("button", name="Ask", exact=True))
    expect(person.page.locator("#thread [aria-busy]")).to_have_count(0)
    expect(person.page.locator("#thread .ask-q").last).to_have_text(question)
