"""The builder of a course in a real browser: order by keyboard, by drag, and without scripts."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from chronos import courses
from chronos.courses import NewModule
from tests.browser.conftest import Site
from tests.browser.test_player import sign_in


@pytest.fixture
def course(site: Site) -> Iterator[UUID]:
    """A course of two modules: One with both videos, Two without lessons."""
    app, creator = site.served.app, site.people.creator

    async def build() -> UUID:
        async with app.db.acting_as(creator) as tx:
            course = (await courses.add_course(tx, creator, "Light")).summary.id
            await courses.add_module(tx, creator, course, NewModule("One", video_ids=[site.aperture, site.shutter]))
            await courses.add_module(tx, creator, course, NewModule("Two"))
        return course

    async def remove(course: UUID) -> None:
        async with app.db.acting_as(creator) as tx:
            await courses.remove_course(tx, creator, course)

    made = site.served.run(build())
    yield made
    site.served.run(remove(made))


def saved_order(site: Site, course: UUID) -> list[tuple[str, list[str]]]:
    async def read() -> courses.Course:
        async with site.served.app.db.acting_as(site.people.creator) as tx:
            return await courses.get_course(tx, course)

    modules = site.served.run(read()).modules
    return [(module.title, [lesson.title.partition(":")[0] for lesson in module.lessons]) for module in modules]


def handle(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"Move {title}").and_(page.locator(".grab"))


def drag(page: Page, grab: Locator, to: Locator, share: float) -> None:
    """Drag by the pointer to `share` of the height of `to`."""
    start, end = grab.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] + 30, steps=3)
    page.mouse.move(end["x"] + 60, end["y"] + share * end["height"], steps=8)
    with page.expect_response("**/order"):
        page.mouse.up()


def test_lesson_moves_by_the_keyboard_and_keeps_the_focus(page: Page, site: Site, course: UUID) -> None:
    sign_in(page, site, "creator")
    page.goto(f"/studio/courses/{course}")
    grab = handle(page, "Aperture")
    grab.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-moved]")).to_have_text("Aperture: how wide the lens opens: place 2 of 2 in One.")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-moved]")).to_have_text("Aperture: how wide the lens opens: place 1 of 1 in Two.")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Moved.")
    expect(handle(page, "Aperture")).to_be_focused()
    assert saved_order(site, course) == [("One", ["Shutter speed"]), ("Two", ["Aperture"])]
    page.keyboard.press("ArrowUp")
    with page.expect_response("**/order"):
        page.keyboard.press("Tab")  # leaving the handle saves too
    assert saved_order(site, course) == [("One", ["Shutter speed", "Aperture"]), ("Two", [])]


def test_lessons_and_modules_are_dragged(page: Page, site: Site, course: UUID) -> None:
    sign_in(page, site, "creator")
    page.goto(f"/studio/courses/{course}")
    drag(page, handle(page, "Shutter speed"), page.locator(".les").first, 0.2)
    expect(page.locator("#said")).to_contain_text("Moved.")
    assert saved_order(site, course) == [("One", ["Shutter speed", "Aperture"]), ("Two", [])]
    expect(page.locator("#outline")).not_to_have_attribute("aria-busy", "true")
    drag(page, handle(page, "Aperture"), page.locator(".mod").last.locator(".mhead"), 0.5)
    assert saved_order(site, course) == [("One", ["Shutter speed"]), ("Two", ["Aperture"])]
    expect(page.locator("#outline")).not_to_have_attribute("aria-busy", "true")
    drag(page, handle(page, "module Two"), page.locator(".mod").first, 0.1)
    assert [title for title, _ in saved_order(site, course)] == ["Two", "One"]


def test_overtaken_order_is_shown_as_it_is_now(page: Page, site: Site, course: UUID) -> None:
    sign_in(page, site, "creator")
    page.goto(f"/studio/courses/{course}")

    async def overtake() -> None:
        async with site.served.app.db.acting_as(site.people.creator) as tx:
            await courses.add_module(tx, site.people.creator, course, NewModule("Three"))

    site.served.run(overtake())
    handle(page, "Aperture").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Another person changed this")
    expect(page.locator(".mod h2")).to_have_text(["One", "Two", "Three"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Moved.")).to_be_visible()
    assert saved_order(site, course)[0] == ("One", ["Shutter speed", "Aperture"])


def test_course_is_built_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    sign_in(page, site, "creator")
    page.goto("/studio/courses")
    page.get_by_label("Title").fill("By hand")
    page.get_by_role("button", name="Add the course").click()
    page.get_by_role("textbox", name="Title of the new module").fill("Begin")
    page.get_by_role("button", name="Add a module").click()
    page.get_by_role("link", name="Add lessons to Begin").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Add the chosen videos").click()
    expect(page.locator(".les")).to_have_count(2)
    last = page.locator(".les").last.locator(".title").inner_text().partition(". ")[2]
    page.locator(".les").last.locator("summary").click()
    page.locator(".les").last.get_by_role("button", name="Move up").click()
    expect(page.locator(".les .title").first).to_have_text(f"1. {last}")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status").filter(has_text="Published.")).to_be_visible()
    page.get_by_text("Remove this course").click()
    page.get_by_role("button", name="Remove the course").click()
    expect(page.get_by_role("heading", name="There is no course yet.")).to_be_visible()
    context.close()
