"""Take pictures of every page of a living demo school, and write one sheet of them: `make shots`.

With a folder of drawn screens (`--mock`), each stands beside its page. `--pictures FOLDER` writes those of the README
alone.
"""

import argparse
import asyncio
import html
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from chronos.app import App
from chronos.chat import list_messages, list_sessions
from chronos.config import Settings
from chronos.courses import CourseChange, NewModule, add_module, change_course, list_courses
from chronos.courses.course import Conditions
from chronos.db import apply_shim, embedded, migrate
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
from chronos.providers.models import install
from chronos.storage import Access
from chronos.videos import Details, add_file, get_video, list_videos
from tests.browser.conftest import FLAGS, PATIENCE_MS
from tests.browser.shot_pages import ALL, LOCKED, Shot
from tests.browser.test_look import OVERFLOW
from tests.conftest import ADatabase, create_database
from tests.web.course import COURSE, captions_of
from tests.web.served import Served, served

ROOT = Path(__file__).parents[2]
VIEWS = {
    "desktop-light": (1280, 800, "light"),
    "desktop-dark": (1280, 800, "dark"),
    "phone-light": (390, 844, "light"),
    "phone-dark": (390, 844, "dark"),
}
SETTLE_MS = 400  # for pictures, and what scripts draw; streams of events keep a page from ever being idle
MOCK_VIEWS = {"desktop-light": "dl", "phone-light": "ml"}
PICTURES = {"home": "home", "watch": "watch", "chat": "answer", "studio": "studio"}  # of the README, by shot


def main() -> None:
    """Build the school, take the pictures, write the sheet."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mock", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--only", default="", help="names of shots that contain this")
    wanted = parser.parse_args()
    wanted.folder = wanted.folder.resolve()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with _living_school() as (site, living), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(FLAGS))
        contexts = {who: _signed_in(browser, site, actor) for who, actor in living.people.items()}
        contexts[""] = browser.new_context(base_url=site.url)
        if wanted.pictures is not None:
            _take_pictures(contexts, site.url, living, wanted.pictures)
            return
        shots = [shot for shot in ALL if wanted.only in shot.name]
        wide: list[str] = []
        for shot in shots:
            if shot in LOCKED:
                site.run(_lock_a_module(site.app, living.people["creator"]))
            wide += _take(contexts[shot.who], site.url, shot, living, wanted.folder)
        for sheet in write_sheets(wanted.folder, shots, wanted.mock):
            page = browser.new_page(viewport={"width": 1900, "height": 1000})
            page.goto(sheet.as_uri())
            page.screenshot(path=sheet.with_suffix(".jpg"), type="jpeg", quality=70, full_page=True)
        browser.close()
    sys.stdout.write(f"{len(shots)} pages in {len(VIEWS)} views: open {wanted.folder / 'index.html'}\n")
    if wide:
        raise SystemExit(f"Wider than the window: {', '.join(wide)}")


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("Chromium is not installed; on Debian: apt-get install chromium")
    return found


@dataclass(frozen=True, slots=True)
class Living:
    """Who looks at pages, and what stands in their addresses."""

    people: Mapping[str, Actor]
    places: Mapping[str, str]


@contextmanager
def _living_school() -> Iterator[tuple[Served, Living]]:
    root = Path(tempfile.mkdtemp(prefix="chronos-shots-"))
    install(ROOT / ".chronos")
    home = root / "home"
    home.mkdir()
    (home / "models").symlink_to(ROOT / ".chronos" / "models")
    server = embedded.start(root / "postgres")
    try:
        made = create_database(server, "shots", "template1")
        _migrate(made)
        with served(Settings(home=home, _env_file=None), made.login_url) as site:
            yield site, site.run(_fill(site.app, made.url))
    finally:
        embedded.stop(root / "postgres")
        shutil.rmtree(root, ignore_errors=True)


def _migrate(database: ADatabase) -> None:
    with psycopg.connect(database.superuser_url) as connection:
        apply_shim(connection)
    asyncio.run(migrate.push(database.url, migrate.load_migrations()))


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


async def _lock_a_module(app: App, owner: Actor) -> None:
    async with app.db.acting_as(owner) as tx:
        course = next(one for one in await list_courses(tx) if not one.is_published)
        published = next(one for one in await list_courses(tx) if one.is_published)
        videos = {video.title: video.id for video in (await list_videos(tx)).videos}
        late = NewModule("After a month", None, [videos["ISO and the exposure triangle"]], Conditions(30))
        await add_module(tx, owner, published.id, late)
        await change_course(tx, owner, course.id, CourseChange(is_published=True))


def _signed_in(browser: Browser, site: Served, actor: Actor | None) -> BrowserContext:
    context = browser.new_context(base_url=site.url)
    if actor is not None:
        page = context.new_page()
        page.goto(site.sign_in_link(actor))
        page.get_by_role("button", name="Continue").click()
        page.wait_for_load_state()
        page.close()
    return context


def _take(context: BrowserContext, url: str, shot: Shot, living: Living, folder: Path) -> list[str]:
    """Take the page in each view, as much of it as there is; return the views that it is wider than."""
    wide = []
    for view, (width, height, theme) in VIEWS.items():
        page = _open(context, url, shot, living, (width, height), theme)
        page.screenshot(path=folder / f"{shot.name}-{view}.png", full_page=True)
        if page.evaluate(OVERFLOW) > 0:
            wide.append(f"{shot.name}-{view}")
        page.close()
    return wide


def _take_pictures(contexts: Mapping[str, BrowserContext], url: str, living: Living, folder: Path) -> None:
    """Take what the README shows: one window of each."""
    folder.mkdir(parents=True, exist_ok=True)
    for shot in ALL:
        if name := PICTURES.get(shot.name):
            page = _open(contexts[shot.who], url, shot, living, (1280, 800), "light")
            page.screenshot(path=folder / f"{name}.jpg", type="jpeg", quality=80)
            page.close()


def _open(context: BrowserContext, url: str, shot: Shot, living: Living, size: tuple[int, int], theme: str) -> Page:
    context.add_cookies([{"name": "theme", "value": theme, "url": url}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(shot.path.format(**living.places))
    if shot.act is not None:
        shot.act(page)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(SETTLE_MS)
    return page


def write_sheets(folder: Path, shots: Sequence[Shot], mock: Path | None) -> list[Path]:
    """Write the sheet of all pictures and, with drawn screens, the one that compares; return their files."""
    rows = [(shot.name, [f"{shot.name}-{view}.png" for view in VIEWS]) for shot in shots]
    sheets = [_write_sheet(folder / "index.html", list(VIEWS), rows)]
    drawn = []
    for shot in shots if mock is not None else ():
        for view, ending in MOCK_VIEWS.items():
            file = mock / "shots" / f"{shot.mock}-{ending}.jpg" if mock is not None and shot.mock else None
            if file is not None and file.exists():
                shutil.copyfile(file, folder / f"mock-{file.name}")
                drawn.append((f"{shot.name}, {view}", [f"mock-{file.name}", f"{shot.name}-{view}.png"]))
    if drawn:
        sheets.append(_write_sheet(folder / "mock.html", ["drawn", "product"], drawn))
    return sheets


def _write_sheet(file: Path, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> Path:
    lines = [
        "<!doctype html><meta charset=utf-8><title>Pictures of all pages</title>",
        "<style>body{font:13px/1.4 sans-serif;margin:1rem}table{border-spacing:6px}th{text-align:start}",
        "td{vertical-align:top}td div{max-height:560px;overflow:hidden;border:1px solid #ccc}",
        "img{display:block;width:430px}img.phone{width:210px}</style>",
        f"<table><tr><th></th>{''.join(f'<th>{html.escape(head)}</th>' for head in heads)}</tr>",
    ]
    for name, files in rows:
        cells = "".join(
            f"<td><div><a href='{one}'><img src='{one}'{' class=phone' if _is_phone(one) else ''}></a></div></td>"
            for one in files
        )
        lines.append(f"<tr><th>{html.escape(name)}</th>{cells}</tr>")
    file.write_text("\n".join([*lines, "</table>"]), encoding="utf-8")
    return file


def _is_phone(file: str) -> bool:
    return "-phone-" in file or file.endswith("-ml.jpg")


if __name__ == "__main__":
    main()
