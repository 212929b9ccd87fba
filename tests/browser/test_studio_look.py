"""Every page of the studio in light and dark, on a desktop and a phone, as test_look.py looks at the others."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from chronos import courses
from chronos.analytics import roll_up_days
from chronos.courses import CourseChange, NewModule
from tests.analytics.school import a_school, asks, does, hears
from tests.browser.conftest import Site
from tests.browser.test_look import check, look_at


@pytest.fixture(scope="module")
def creator(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto(site.link("creator"))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/")
    page.close()
    yield context
    context.close()


@pytest.fixture(scope="module")
def course(site: Site) -> UUID:
    async def build() -> UUID:
        ada = site.people.creator
        async with site.served.app.db.acting_as(ada) as tx:
            await courses.add_course(tx, ada, "A second course, which has no lessons yet")
            course = (await courses.add_course(tx, ada, "Exposure, step by step", "All settings.")).summary.id
            await courses.add_module(tx, ada, course, NewModule("The settings", video_ids=[site.aperture]))
            conditions = courses.Conditions(opens_after_days=7)
            out = NewModule("Out of the house", "In the open.", [site.shutter], conditions)
            await courses.add_module(tx, ada, course, out)
            await courses.change_course(tx, ada, course, CourseChange(is_published=True))
        return course

    return site.served.run(build())


@pytest.fixture(scope="module", autouse=True)
def watched(site: Site, course: UUID) -> None:
    """Let six students watch, ask and come back, so that charts have something to show."""

    async def do() -> None:
        app, now = site.served.app, datetime.now(UTC)
        school = await a_school(app.db, site.people.creator)
        school.video = site.aperture
        async with app.db.as_service("test") as tx:
            for place, student in enumerate(school.students):
                await tx.execute(
                    "update students set created_at = now() - interval '40 days' where id = %(id)s", {"id": student}
                )
                await hears(tx, school, student, [(0, 20 * (place + 1))], again=[(15, 30)], is_completed=place > 4)
                await asks(tx, school, student, "What is f/16?", at_seconds=20 + place)
                for days in range(place, 40, 7):
                    at = now - timedelta(days=days)
                    await does(tx, school, student, "play", at, video=site.aperture)
                    await does(tx, school, student, "watch", at, video=site.aperture, seconds=600 * (place + 1))
        await roll_up_days(app.db)

    site.served.run(do())


PAGES = (
    "/studio/analytics",
    "/studio/analytics?days=400",
    "/studio/analytics/courses/{course}",
    "/studio/usage",
    "/studio/settings",
    "/studio/settings/brand",
    "/studio/settings/brand?accent=%23ffcc00",
    "/studio/settings/whop",
    "/studio/settings/embedding",
    "/studio/settings/webhooks",
    "/studio/settings/records",
    "/studio/courses",
    "/studio/courses/{course}",
    "/studio/courses/{course}/modules/{module}/lessons",
    "/studio/videos",
    "/studio/videos/{video}",
    "/studio/videos/bin",
    "/studio/videos?note=video_binned&undo={student}",  # any id: the note with its way back
    "/studio",
    "/studio/people",
    "/studio/people/invite",
    "/studio/people/import",
    "/studio/people/{student}",
    "/studio/questions",
    "/studio/questions/answers",
    "/studio/questions/conversations",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_fits(path: str, creator: BrowserContext, site: Site, course: UUID) -> None:
    async def first_module() -> UUID:
        async with site.served.app.db.acting_as(site.people.creator) as tx:
            return (await courses.get_course(tx, course)).modules[0].id

    name = f"studio{path.replace('/', '-').replace('{', '').replace('}', '').replace('?', '-')}"
    look_at(
        creator,
        site.url,
        name,
        path.format(
            course=course,
            module=site.served.run(first_module()),
            video=site.aperture,
            student=site.people.student.student_id,
        ),
    )


def test_open_menus_and_forms_of_the_builder_are_accessible(creator: BrowserContext, site: Site, course: UUID) -> None:
    def act(page: Page) -> None:
        page.locator(".les summary").first.click()
        page.locator(".mod > details > summary").last.click()
        page.get_by_text("Remove this course").click()

    look_at(creator, site.url, "studio-builder-open", f"/studio/courses/{course}", act)


def test_a_click_on_the_curve_opens_the_second(creator: BrowserContext, site: Site) -> None:
    page = creator.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/studio/videos/{site.aperture}")
    assert page.locator(".strip svg").count() == 10
    box = page.locator(".parts").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 60)
    page.wait_for_url(f"**/videos/{site.aperture}?t=*")
    seconds = page.locator("video").evaluate("(video) => video.duration")
    assert abs(int(page.url.rpartition("=")[2]) - seconds / 2) < seconds / 50
    page.close()


def test_an_address_of_webhooks_is_added_and_shows_its_failures(creator: BrowserContext, site: Site) -> None:
    page = creator.new_page()
    page.goto("/studio/settings/webhooks")
    page.get_by_label("Address", exact=True).fill("https://example.com/a-hook-with-a-rather-long-address/of-a-program")
    page.get_by_role("button", name="Add the address").click()
    assert page.locator("input[readonly]").input_value().startswith("whsec_")
    check(page, "studio-webhooks-made")
    page.close()

    async def fail() -> None:
        async with site.served.app.db.as_service("test") as tx:
            await tx.execute("update webhook_endpoints set failures = 3, last_error = 'It answered 500.'")

    site.served.run(fail())
    look_at(creator, site.url, "studio-webhooks-failing", "/studio/settings/webhooks")
