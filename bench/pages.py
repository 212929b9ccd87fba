"""What do pages cost, in a school of 500 videos and 5,000 students after 13 months?

Each page is fetched over HTTP by its address, as a browser does that has the static files: server time (p50, p95 of
ROUNDS requests on one connection), bytes of the page as it is sent (Brotli). Then Chromium opens it without a cache at
390 px, with a processor four times slower and its own "Fast 3G" (562 ms for a round trip, 1.44 Mbit/s): the bytes of
HTML, CSS and scripts together, the largest paint, the layout shift; and once more with the files of the pages in the
cache, as whoever has seen another page has them: the largest paint. The aims stand in the table's head.

The video is one of an hour, whose transcript has 1,200 lines. Times of a machine that does other work say little.

Run: python bench/pages.py [--rounds 30] [PAGE …]
"""

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

import httpx2
import numpy as np
from playwright.sync_api import BrowserContext, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from chronos.analytics import count_changed_courses
from chronos.app import App, login_url, opened
from chronos.config import Settings
from chronos.db import embedded
from chronos.evaluation.scratch_tenant import Scratch
from chronos.model import Actor, CreatorId, StudentId, VideoId
from chronos.pipeline.steps import read_video
from chronos.pipeline.write_transcript import write_caption_words, write_transcript
from chronos.videos import read_captions, words_from_cues
from copies import Copies
from moments import MODELS
from watching_views import DAYS, SCHOOL, STUDENTS, VIDEOS, WATCHED, fill, new_creator

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import FLAGS  # noqa: E402
from tests.web.served import Served, served  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "pages.json"
LINES, LINE_SECONDS = 1_200, 3
AIMS = {"p95_ms": 60, "kib": 60, "paint_ms": 1_000, "shift": 0.02}
FAST_3G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
PAGES = {
    "home": ("student", "/"),
    "courses": ("student", "/courses"),
    "course": ("student", "/courses/{course}"),
    "videos": ("student", "/videos"),
    "video": ("student", "/videos/{video}"),
    "conversations": ("student", "/chat"),
    "search": ("student", "/search?q=light"),
    "me": ("student", "/me"),
    "studio": ("creator", "/studio"),
    "studio-videos": ("creator", "/studio/videos"),
    "studio-video": ("creator", "/studio/videos/{video}"),
    "studio-courses": ("creator", "/studio/courses"),
    "studio-course": ("creator", "/studio/courses/{course}"),
    "studio-people": ("creator", "/studio/people"),
    "studio-questions": ("creator", "/studio/questions"),
    "studio-analytics": ("creator", "/studio/analytics"),
}
# The browser collects what happens before a script of ours could ask.
WATCH = """
window.seen = { paint: 0, shift: 0 };
new PerformanceObserver(list => { for (const e of list.getEntries()) seen.paint = e.startTime; })
  .observe({ type: 'largest-contentful-paint', buffered: true });
new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) seen.shift += e.value; })
  .observe({ type: 'layout-shift', buffered: true });
"""


@dataclass(frozen=True, slots=True)
class School:
    """Who looks, and at what."""

    creator: Actor
    student: Actor
    video: UUID
    course: UUID


@dataclass(frozen=True, slots=True)
class Row:
    """One page: milliseconds and KiB of the server; then KiB, milliseconds and shift in the browser.

    `again_ms`: the largest paint with the files of the pages in the cache.
    """

    page: str
    p50_ms: float
    p95_ms: float
    html_kib: float
    kib: float
    paint_ms: float
    again_ms: float
    shift: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=", ".join(PAGES))
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    wanted = arguments.pages or list(PAGES)
    if unknown := set(wanted) - set(PAGES):
        parser.error(f"there is no page {unknown.pop()!r}")
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        (home / "models").symlink_to(MODELS / "models")
        settings = Settings(home=home, jwt_secret="x" * 40, _env_file=None)
        try:
            school = asyncio.run(make_school(settings, home))
            with served(settings, login_url(settings)) as running:
                rows = measure(running, school, wanted, arguments.rounds)
        finally:
            embedded.stop(home / "postgres")
    show(rows)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=2))


async def make_school(settings: Settings, folder: Path) -> School:
    """Fill a school as it would be after 13 months, with one video that has a transcript."""
    async with opened(settings) as app:
        creator = await new_creator(app, "Large school")
        sizes: dict[str, object] = {"videos": VIDEOS, "students": STUDENTS, "days": DAYS, "watched": WATCHED}
        await asyncio.to_thread(fill, app, SCHOOL, sizes | {"creator": creator.creator_id})
        await count_changed_courses(app.db)  # the periodic job
        row = await _one(app, "select id from students where creator_id = %(id)s limit 1", creator.creator_id)
        student = Actor("authenticated", subject=row, student_id=StudentId(row))
        course = await _one(app, "select id from courses where creator_id = %(id)s limit 1", creator.creator_id)
        video = await add_talk(app, Scratch(_creator_id(creator), student), long_transcript(folder / "an-hour.vtt"))
        return School(creator, student, video, course)


async def add_talk(app: App, scratch: Scratch, captions: Path) -> UUID:
    """Add a video of an hour with its transcript, as the pipeline leaves it."""
    await Copies(app, scratch).add_originals([captions])
    video_id = await _one(
        app, "select id from videos where creator_id = %(id)s and title = 'an-hour'", scratch.creator_id
    )
    async with app.db.as_service("bench") as tx:
        await tx.execute("update videos set duration_seconds = 3600 where id = %(id)s", {"id": video_id})
        video = await read_video(tx, VideoId(video_id))
        assert video is not None
        await write_caption_words(tx, video, words_from_cues(read_captions(captions).cues))
        await write_transcript(tx, video.id)
    return video_id


def long_transcript(path: Path) -> Path:
    """Write an hour of captions, made of those of the guard set one after the other."""
    texts = [
        line
        for captions in sorted((ROOT / "bench/guard/transcripts").glob("*.vtt"))
        for line in captions.read_text().splitlines()
        if line and "-->" not in line and not line.startswith(("WEBVTT", "NOTE"))
    ]
    cues = (
        f"{_clock(number * LINE_SECONDS)} --> {_clock((number + 1) * LINE_SECONDS)}\n{texts[number % len(texts)]}\n"
        for number in range(LINES)
    )
    path.write_text("WEBVTT\n\n" + "\n".join(cues))
    return path


def measure(running: Served, school: School, wanted: Sequence[str], rounds: int) -> list[Row]:
    """Fetch and open each page."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        contexts = {
            who: sign_in(
                browser.new_context(
                    service_workers="block", base_url=running.url, viewport={"width": 390, "height": 844}
                ),
                running,
                actor,
            )
            for who, actor in (("student", school.student), ("creator", school.creator))
        }
        for name in wanted:
            who, path = PAGES[name]
            path = path.format(video=school.video, course=school.course)
            cookies = {each["name"]: each["value"] for each in contexts[who].cookies()}
            times, size = fetch(running.url, path, cookies, rounds)
            with page_of(contexts[who]) as page:
                kib, paint, shift = look(page, path)
            with page_of(contexts[who], keeps_files=True) as page:
                look(page, path)  # fills the cache
                again = look(page, path)[1]
            p50, p95 = np.percentile(times, [50, 95]).tolist()
            rows.append(Row(name, p50, p95, size / 1024, kib, paint, again, shift))
        browser.close()
    return rows


def sign_in(context: BrowserContext, running: Served, actor: Actor) -> BrowserContext:
    page = context.new_page()
    page.goto(running.sign_in_link(actor))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/")
    page.close()
    return context


def fetch(url: str, path: str, cookies: dict[str, str], rounds: int) -> tuple[list[float], int]:
    """Return milliseconds of each request after the first three, and the bytes of the page as it is sent."""
    times, size = [], 0
    with httpx2.Client(base_url=url, cookies=cookies, headers={"Accept-Encoding": "br, gzip"}) as client:
        for _ in range(rounds + 3):
            started = time.perf_counter()
            with client.stream("GET", path) as response:
                response.raise_for_status()
                size = sum(len(piece) for piece in response.iter_raw())
            times.append((time.perf_counter() - started) * 1000)
    return times[3:], size


@contextmanager
def page_of(context: BrowserContext, *, keeps_files: bool = False) -> Iterator[Page]:
    """A page on a slow phone, without a cache unless it keeps files; no service worker: its answers are not slowed."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": not keeps_files})
    session.send("Network.emulateNetworkConditions", FAST_3G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(WATCH)
    yield page
    page.close()


def look(page: Page, path: str) -> tuple[float, float, float]:
    """Open a page; return KiB of HTML, CSS and scripts as they are sent, the largest paint in ms, the layout shift."""
    page.goto(path, wait_until="load", timeout=120_000)
    page.wait_for_timeout(1_000)
    seen = page.evaluate("window.seen")
    sent = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".filter(e => e.entryType == 'navigation' || /\\.(css|js)$/.test(new URL(e.name).pathname))"
        ".reduce((sum, e) => sum + e.encodedBodySize, 0)"
    )
    return sent / 1024, seen["paint"], seen["shift"]


def show(rows: Sequence[Row]) -> None:
    table = Table(title=f"Pages of a school of {VIDEOS} videos and {STUDENTS:,} students")
    heads = ("", "p50 ms", f"p95 ms ({AIMS['p95_ms']})", "HTML KiB", f"all KiB ({AIMS['kib']})",
             f"paint ms ({AIMS['paint_ms']:,})", "again ms", f"shift ({AIMS['shift']})")  # fmt: skip
    for head in heads:
        table.add_column(head, justify="right" if head else "left")
    for row in rows:
        table.add_row(row.page, f"{row.p50_ms:.0f}", f"{row.p95_ms:.0f}", f"{row.html_kib:.1f}", f"{row.kib:.1f}",
                      f"{row.paint_ms:.0f}", f"{row.again_ms:.0f}", f"{row.shift:.3f}")  # fmt: skip
    Console(width=110).print(table)


async def _one(app: App, statement: str, creator: UUID | None) -> UUID:
    async with app.db.as_service("bench") as tx:
        row = await tx.fetch_one(statement, {"id": creator})
    assert row is not None
    return UUID(str(row["id"]))


def _creator_id(creator: Actor) -> CreatorId:
    assert creator.creator_id is not None
    return creator.creator_id


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


if __name__ == "__main__":
    main()
