"""What a real player reports: the seconds that were played, through jumps, lost connections and closed pages."""

import re
from collections.abc import Sequence

from playwright.sync_api import Page, expect

from chronos.model import VideoId
from tests.browser.conftest import Site
from tests.browser.test_player import SHUTTER, sign_in

NEAR_SECONDS = 0.5
WAITING = "() => Object.keys(localStorage).some((key) => key.startsWith('chronos-beat '))"
ALL_SENT = "() => !Object.keys(localStorage).some((key) => key.startsWith('chronos-beat '))"

Parts = list[tuple[float, float]]


def play(page: Page, first: float, seconds: float) -> None:
    """Jump to `first` and play at double speed until `seconds` of the video have gone by."""
    page.evaluate(
        "async (at) => { player.currentTime = at; player.playbackRate = 2; await player.play() }",
        first,
    )
    page.wait_for_function("(until) => !player.seeking && player.currentTime >= until", arg=first + seconds)


def pause(page: Page) -> Parts:
    """Pause; return what the browser itself says that it played since the page was opened."""
    page.evaluate("player.pause()")
    ranges: Parts = page.evaluate(
        "Array.from({ length: player.played.length }, (_, i) => [player.played.start(i), player.played.end(i)])"
    )
    return ranges


async def progress(site: Site, video: VideoId | None = None) -> tuple[Parts, float, float]:
    """Return the parts that were heard, the seconds that were played, and where to resume."""
    async with site.served.app.db.as_service("test") as tx:
        rows = await tx.fetch(
            "select lower(part) / 1e3::float8 as first, upper(part) / 1e3::float8 as last, "
            "played_ms / 1e3::float8 as played, resume_seconds "
            "from public.video_progress, unnest(heard) as part where video_id = %(id)s order by 1",
            {"id": video or site.aperture},
        )
    return [(row["first"], row["last"]) for row in rows], rows[0]["played"], rows[0]["resume_seconds"]


def require_near(found: Parts, expected: Sequence[Sequence[float]]) -> None:
    assert len(found) == len(expected), (found, expected)
    for one, other in zip(found, expected, strict=True):
        assert all(abs(a - b) <= NEAR_SECONDS for a, b in zip(one, other, strict=True)), (found, expected)


def test_the_server_counts_the_seconds_that_were_played(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    play(page, 20, 3)
    play(page, 60, 2)
    play(page, 20.5, 1)
    played = pause(page)
    page.wait_for_function(ALL_SENT)
    heard, seconds, resume = site.served.run(progress(site))
    require_near(heard, played)
    again = page.evaluate("player.currentTime") - 20.5
    assert again >= 1
    assert abs(seconds - sum(last - first for first, last in played) - again) <= NEAR_SECONDS

    page.context.set_offline(True)
    play(page, 62, 1.5)
    played = pause(page)
    page.wait_for_function(WAITING)
    assert site.served.run(progress(site))[0] == heard
    page.context.set_offline(False)
    page.wait_for_function(ALL_SENT)
    heard, _, resume = site.served.run(progress(site))
    require_near(heard, played)
    assert abs(resume - page.evaluate("player.currentTime")) < 0.01

    # A browser that dies while it is offline sends nothing on its way out: the reports wait for the next page of a
    # video, which resumes where the last report led.
    page.context.set_offline(True)
    play(page, 80, 1)
    offline = pause(page)
    waiting = page.evaluate("() => { const kept = { ...localStorage }; localStorage.clear(); return kept }")
    page.context.set_offline(False)
    page.goto("/")
    page.evaluate("(kept) => Object.assign(localStorage, kept)", waiting)
    page.goto(f"/videos/{site.aperture}")
    page.wait_for_function("() => player.readyState > 0")
    assert page.evaluate("player.paused")
    assert abs(page.evaluate("player.currentTime") - resume) <= NEAR_SECONDS
    page.wait_for_function(ALL_SENT)
    require_near(site.served.run(progress(site))[0], offline)

    # Closed while it plays, a moment after this.
    play(page, 90, 1)
    at = page.evaluate("player.currentTime")
    page.goto("/")
    page.goto(f"/videos/{site.aperture}")
    page.wait_for_function(ALL_SENT)
    *before, (first, last) = site.served.run(progress(site))[0]
    require_near(before, offline)
    assert abs(first - 90) <= NEAR_SECONDS
    assert last >= at - 0.05


def test_the_page_of_a_creator_reports_nothing(page: Page, site: Site) -> None:
    reports: list[str] = []
    page.on("request", lambda request: reports.append(request.url) if request.url.endswith("/beats") else None)
    sign_in(page, site, "creator")
    page.goto(f"/videos/{site.shutter}")
    play(page, 5, 1)
    pause(page)
    page.goto("/")
    expect(page).to_have_url(re.compile("/$"))
    assert reports == []


def test_a_citation_that_plays_beside_a_conversation_counts(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.get_by_role("textbox", name=re.compile("^Ask")).fill(SHUTTER)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/chat/[0-9a-f-]+#m-"))
    page.wait_for_load_state("load")
    cited = page.locator(f'.fn a.t[data-video="{site.shutter}"]').first
    seconds = float(cited.get_attribute("data-seconds") or "nan")
    cited.click()
    docked = "document.querySelector('#dock video')"
    page.wait_for_function(f"(until) => {docked}.currentTime >= until", arg=seconds + 1.5)
    page.evaluate(f"{docked}.pause()")
    until = page.evaluate(f"{docked}.currentTime")
    page.wait_for_function(ALL_SENT)
    heard, _, resume = site.served.run(progress(site, site.shutter))
    require_near(heard, [(seconds, until)])
    assert abs(resume - until) < 0.01
