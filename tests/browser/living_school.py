"""A living demo school and an empty one, who looks at them, and how a page of theirs is opened."""

import asyncio
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from chronos import embeds
from chronos.app import App
from chronos.chat import list_messages, list_sessions
from chronos.courses import CourseChange, NewModule, add_module, change_course, list_courses
from chronos.courses.course import Conditions
from chronos.members import (
    NewInviteLink,
    Person,
    add_creator,
    add_student,
    list_students,
    make_invite_link,
    make_sign_in_link,
    resolve_actor,
)
from chronos.model import Actor
from chronos.operations.demo_school import School, fill, read_plan
from chronos.storage import Access
from chronos.videos import Details, add_file, get_video, list_videos
from tests.browser.conftest import PATIENCE_MS
from tests.browser.shot_pages import Shot
from tests.browser.whop_beside import belong, whop_beside
from tests.conftest import ADatabase
from tests.web.course import COURSE, captions_of
from tests.web.served import Served, served

ROOT = Path(__file__).parents[2]
SETTLE_MS = 400  # for pictures, and what scripts draw; streams of events keep a page from ever being idle


@dataclass(frozen=True, slots=True)
class Living:
    """Who looks at pages, and what stands in their addresses."""

    people: Mapping[str, Actor]
    places: Mapping[str, str]


@contextmanager
def living_site(database: ADatabase, home: Path) -> Iterator[tuple[Served, Living]]:
    """Serve a living school, with a simulated Whop beside it, for the length of the block."""
    with whop_beside(home) as (simulator, settings), served(settings, database.login_url) as site:
        simulator.target = site.url
        living = site.run(_fill(site.app, database.url))
        owner = living.people["creator"].creator_id
        assert owner is not None
        site.run(belong(site, simulator, owner))
        people = {one.name: one.id for one in simulator.world.people.values()}
        company = next(iter(simulator.world.companies.values()))
        product = next(iter(company.products.values()))
        simulator.world.buy(people["Sam Student"], product.id)
        whop = {
            "whop": simulator.page_origin, "experience": product.experience_id, "company": company.id,
            "sam": people["Sam Student"], "ada": people["Ada Lovelace"], "kim": people["Kim Learner"],
        }  # fmt: skip
        yield site, Living(living.people, {**living.places, **whop})


async def _fill(app: App, url: str) -> Living:
    """Fill the demo school and an empty one; return ids by name, and who signs in by which link."""
    owner = await resolve_actor(app.db, (await add_creator(app.db, "Northlight", is_demo=True)).id)
    access = Access(app.db, app.objects, owner)
    for index, video in enumerate(json.loads((COURSE / "course.json").read_text())["videos"]):
        with tempfile.NamedTemporaryFile("w", suffix=".vtt", encoding="utf-8") as captions:
            captions.write(captions_of(index))
            captions.flush()
            details = Details(title=Path(video["file"]).stem, captions=Path(captions.name))
            await add_file(access, COURSE / video["file"], details)
    await _wait_for_videos(app, owner)
    school = School(url, access, app.answerer, app.embedder)
    await fill(school, read_plan(ROOT / "examples/school.json"), ROOT / "examples")
    students = {one.name: one.id for one in await list_students(app.db, school.creator_id)}
    noor = Actor("authenticated", subject=students["Noor Haddad"], student_id=students["Noor Haddad"])
    late = (await add_student(app.db, school.creator_id, "Robin Vale")).id
    empty = await resolve_actor(app.db, (await add_creator(app.db, "Stillwater")).id)
    assert empty.creator_id is not None
    newcomer = (await add_student(app.db, empty.creator_id, "Kim Lee")).id
    people = {
        "student": noor, "creator": owner, "beginner": empty,
        "newcomer": Actor("authenticated", subject=newcomer, student_id=newcomer),
        "late": Actor("authenticated", subject=late, student_id=late),
    }  # fmt: skip
    async with app.db.acting_as(owner) as tx:
        videos = {video.title: video.id for video in (await list_videos(tx)).videos}
        course = next(one for one in await list_courses(tx) if one.is_published)
        _, invitation = await make_invite_link(tx, owner, NewInviteLink(course.id))
        await embeds.add_site(tx, owner, "https://northlight.example")
        await embeds.allow_embed(tx, owner, course_id=course.id, is_public=True)
    async with app.db.acting_as(noor) as tx:
        talks = [(session.id, await list_messages(tx, session.id)) for session in await list_sessions(tx)]
    places = {
        "course": course.id,
        "aperture": next(id_ for title, id_ in videos.items() if title.startswith("Aperture")),
        "shutter": next(id_ for title, id_ in videos.items() if title.startswith("Shutter")),
        "noor": noor.student_id,
        "talk": max(talks, key=lambda talk: len(talk[1]))[0],
        "gap": next(id_ for id_, messages in talks if messages[-1].covered is False),
        "invitation": f"/join/{invitation}",
        "link": f"/sign-in/{await make_sign_in_link(app.db, Person('student', late, 'Robin Vale'))}",
    }
    return Living(people, {name: str(place) for name, place in places.items()})


async def _wait_for_videos(app: App, owner: Actor) -> None:
    while True:
        async with app.db.acting_as(owner) as tx:
            videos = (await list_videos(tx)).videos
            states = {(await get_video(tx, video.id)).status for video in videos}
        if states == {"completed"}:
            return
        if "failed" in states:
            raise SystemExit("A video of the example course failed.")
        await asyncio.sleep(0.1)


async def lock_a_module(app: App, owner: Actor) -> None:
    """Let the last module of the published course open a month later."""
    async with app.db.acting_as(owner) as tx:
        course = next(one for one in await list_courses(tx) if not one.is_published)
        published = next(one for one in await list_courses(tx) if one.is_published)
        videos = {video.title: video.id for video in (await list_videos(tx)).videos}
        late = NewModule("After a month", None, [videos["ISO and the exposure triangle"]], Conditions(30))
        await add_module(tx, owner, published.id, late)
        await change_course(tx, owner, course.id, CourseChange(is_published=True))


def sign_in(browser: Browser, site: Served, actor: Actor | None) -> BrowserContext:
    """Return a browser in which `actor` is signed in, or nobody."""
    # A service worker would answer in place of the test's own routes.
    context = browser.new_context(base_url=site.url, service_workers="block")
    if actor is not None:
        page = context.new_page()
        page.goto(site.sign_in_link(actor))
        page.get_by_role("button", name="Continue").click()
        page.wait_for_load_state()
        page.close()
    return context


def open_shot(context: BrowserContext, url: str, shot: Shot, living: Living, size: tuple[int, int], theme: str) -> Page:
    """Open the page of `shot` in a window of `size`, and do there what it says."""
    context.add_cookies([{"name": "theme", "value": theme, "url": url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")  # of frames, which keep no choice
    page.goto(shot.path.format(**living.places, theme=theme))
    if shot.act is not None:
        shot.act(page)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(SETTLE_MS)
    return page
