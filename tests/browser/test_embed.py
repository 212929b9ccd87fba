"""Embeds in a browser: a page of another origin plays, seeks and asks; a site that is not allowed shows nothing."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Frame, Page, Route, expect

from chronos import courses, embeds
from chronos.courses import CourseChange, NewModule
from tests.browser.conftest import PATIENCE_MS, Site
from tests.browser.test_look import check, look_at

RENEW = "async () => (await import(document.querySelector('script[src*=stage]').src.replace('stage', 'visit'))).renew()"
APERTURE = "Why is f/16 a smaller hole than f/2?"
SHUTTER = "What does a fast shutter speed do?"
# The page of a site: it keeps what the frame says, and sends what a test wants.
HOST = """<!doctype html><html lang="en"><title>A site</title><link rel="icon" href="data:,">
<script>
  const heard = [];
  addEventListener("message", (event) => event.data.chronos === 1 && heard.push({ from: event.origin, ...event.data }));
  const send = (message) => frames[0].postMessage({ chronos: 1, ...message }, "*");
</script>
<iframe src="%s" title="A video" width="1100" height="700" allow="autoplay; fullscreen"></iframe>"""


@dataclass(frozen=True)
class Embedded:
    """What is embedded, on which site, and on which it is not."""

    site: Site
    course: UUID
    allowed: str
    foreign: str


class Pages(BaseHTTPRequestHandler):
    """Serves `HOST` with the frame that its query names."""

    def do_GET(self) -> None:
        body = (HOST % self.path.partition("?")[2]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def a_site() -> Iterator[str]:
    """The origin of a site of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def embedded(site: Site) -> Iterator[Embedded]:
    async def allow(origin: str) -> UUID:
        ada = site.people.creator
        async with site.served.app.db.acting_as(ada) as tx:
            course = (await courses.add_course(tx, ada, "Exposure")).summary.id
            await courses.add_module(tx, ada, course, NewModule("Light", video_ids=[site.aperture, site.shutter]))
            await courses.change_course(tx, ada, course, CourseChange(is_published=True))
            await embeds.add_site(tx, ada, origin)
            await embeds.allow_embed(tx, ada, video_id=site.aperture, is_public=True)
            await embeds.allow_embed(tx, ada, course_id=course, is_public=True)
        return course

    with a_site() as allowed, a_site() as foreign:
        yield Embedded(site, site.served.run(allow(allowed)), allowed, foreign)


def open_host(page: Page, embedded: Embedded, path: str, origin: str = "") -> Frame:
    """Open a page of a site that frames `path`; return the frame."""
    page.goto(f"{origin or embedded.allowed}/?{embedded.site.url}{path}")
    frame = page.frames[-1]
    assert frame is not page.main_frame
    return frame


def wait_for(page: Page, condition: str) -> dict[str, Any]:
    """Return the last message from the frame for which `condition` holds."""
    found = page.wait_for_function(f"() => heard.findLast((each) => {condition})", timeout=PATIENCE_MS)
    told: dict[str, Any] = found.json_value()
    return told


def test_a_page_of_an_allowed_site_plays_seeks_and_asks(page: Page, embedded: Embedded) -> None:
    frame = open_host(page, embedded, f"/embed/{embedded.site.aperture}")
    ready = wait_for(page, "each.event === 'ready' && each.duration > 0")
    assert (ready["from"], ready["video_id"]) == (embedded.site.url, str(embedded.site.aperture))
    page.evaluate("send({ do: 'play' })")
    wait_for(page, "each.event === 'time' && each.seconds > 0.2")
    page.evaluate("send({ do: 'seek', seconds: 12 })")
    wait_for(page, "each.event === 'time' && each.seconds >= 12")
    page.evaluate("send({ do: 'pause' })")
    wait_for(page, "each.event === 'pause'")
    page.evaluate("(question) => send({ do: 'ask', question })", APERTURE)
    answer = wait_for(page, "each.event === 'answer'")
    assert (answer["question"], answer["covered"]) == (APERTURE, True)
    [first, *_] = answer["citations"]
    assert first["video_id"] == str(embedded.site.aperture)
    frame.locator("#answer .cite").first.click()
    begins = first["play_seconds"]
    wait_for(page, f"each.event === 'time' && each.seconds >= {begins} && each.seconds < {begins} + 3")
    page.evaluate("send({ do: 'seek', seconds: 1e6 })")
    wait_for(page, "each.event === 'ended'")
    assert page.context.cookies() == []


def test_a_question_that_is_not_covered_is_said_plainly(page: Page, embedded: Embedded) -> None:
    frame = open_host(page, embedded, f"/embed/{embedded.site.aperture}?show=ask")
    frame.locator("#question").fill("How do I bake a sourdough bread?")
    frame.locator("#question").press("Enter")
    assert wait_for(page, "each.event === 'answer'")["covered"] is False
    expect(frame.locator("#answer .answer.none")).to_be_visible()
    frame.locator("#answer .cite").first.click()
    wait_for(page, "each.event === 'time' && each.seconds > 0")
    expect(frame.locator("#player")).to_be_visible()


def test_a_citation_of_another_lesson_plays_in_place(page: Page, embedded: Embedded) -> None:
    frame = open_host(page, embedded, f"/embed/course/{embedded.course}")
    wait_for(page, "each.event === 'ready' && each.duration > 0")
    page.evaluate("(question) => send({ do: 'ask', question })", SHUTTER)
    cited = wait_for(page, "each.event === 'answer'")["citations"][0]
    assert cited["video_id"] == str(embedded.site.shutter)
    frame.locator(f'#answer .cite[data-video="{embedded.site.shutter}"]').first.click()
    wait_for(page, f"each.event === 'time' && each.video_id === '{embedded.site.shutter}' && each.seconds > 0")
    expect(frame.locator("#answer .cite").first).to_be_visible()
    frame.get_by_role("navigation", name="Lessons").get_by_role("link").first.click()
    wait_for(page, f"each.event === 'ready' && each.video_id === '{embedded.site.aperture}'")


def test_other_messages_are_ignored(page: Page, embedded: Embedded) -> None:
    """Those of other versions, of unknown form, and those of a window that is not the page around it."""
    frame = open_host(page, embedded, f"/embed/{embedded.site.aperture}?show=player")
    wait_for(page, "each.event === 'ready' && each.duration > 0")
    page.evaluate(
        """() => {
          for (const message of [null, 1, "play", { do: "play" }, { chronos: 2, do: "play" }, { chronos: 1 }])
            frames[0].postMessage(message, "*");
          for (const seconds of [-1, "3", NaN, null]) send({ do: "seek", seconds });
          send({ do: "ask", question: "?" });
        }"""
    )
    frame.evaluate("postMessage({ chronos: 1, do: 'play' }, '*')")
    assert wait_for(page, "each.event === 'error'")["code"] == "ask_hidden"
    assert frame.evaluate("[document.querySelector('video').paused, document.querySelector('video').currentTime]") == [
        True,
        0,
    ]


def test_a_site_that_is_not_allowed_shows_and_hears_nothing(browser: Browser, embedded: Embedded) -> None:
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    frame = open_host(page, embedded, f"/embed/{embedded.site.aperture}", embedded.foreign)
    page.wait_for_load_state("networkidle")
    assert any("frame-ancestors" in each and embedded.allowed in each for each in refused)
    assert frame.locator("chronos-player").count() == 0
    assert page.evaluate("heard") == []
    context.close()


def test_a_new_token_takes_the_place_of_the_old_one(page: Page, embedded: Embedded) -> None:
    page.goto(f"/embed/course/{embedded.course}")
    old = page.locator("body").get_attribute("data-token")
    page.wait_for_timeout(1_100)  # tokens of one visit that are made in the same second are the same
    page.evaluate(RENEW)
    new = page.locator("input[name=token]").get_attribute("value")
    assert new != old
    assert page.locator(f'.embed-lessons a[href*="{new}"]').count() == 2


def test_a_file_whose_token_expires_while_it_plays_is_loaded_anew(browser: Browser, embedded: Embedded) -> None:
    """The server gives the first part of the file to the first token, and refuses the rest of it."""
    tokens: list[str] = []

    def answer(route: Route) -> None:
        token = parse_qs(urlsplit(route.request.url).query)["token"][0]
        tokens.append(token)
        if token != tokens[0]:
            return route.continue_()
        if route.request.headers.get("range", "bytes=0-") != "bytes=0-":
            return route.fulfill(status=401)
        whole = route.fetch(headers={**route.request.headers, "range": "bytes=0-"})
        body, part = whole.body(), whole.body()[: len(whole.body()) // 2]
        headers = {
            **whole.headers,
            "content-range": f"bytes 0-{len(part) - 1}/{len(body)}",
            "content-length": str(len(part)),
        }
        return route.fulfill(status=206, headers=headers, body=part)

    context = browser.new_context(base_url=embedded.site.url)  # its console may name what is refused
    page = context.new_page()
    page.route("**/embed/files/**/media*", answer)
    page.goto(f"/embed/{embedded.site.aperture}")
    page.wait_for_function("() => player.readyState > 0")
    page.evaluate(RENEW)
    page.evaluate("player.muted = true; player.play().catch(() => {}); player.currentTime = player.duration - 3")
    page.wait_for_function("() => player.ended", timeout=PATIENCE_MS)
    assert len(set(tokens)) == 2
    assert page.evaluate("player.error") is None
    page.unroute_all(behavior="ignoreErrors")
    context.close()


def test_nothing_is_kept_in_the_browser(page: Page, embedded: Embedded) -> None:
    page.goto(f"/embed/{embedded.site.aperture}")
    page.locator(".speed").select_option("1.5")
    page.reload()
    expect(page.locator(".speed")).to_have_value("1")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []


def test_it_works_without_scripts(browser: Browser, embedded: Embedded) -> None:
    context = browser.new_context(base_url=embedded.site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/embed/course/{embedded.course}?show=ask")
    page.locator("#question").fill(APERTURE)
    page.get_by_role("button", name="Ask").click()
    page.locator("#answer .cite").first.click()
    expect(page.locator("video")).to_be_visible()
    assert "t=" in page.url
    context.close()


@pytest.mark.parametrize("show", ["player", "ask", "both"])
def test_embeds_are_accessible_and_fit(browser: Browser, embedded: Embedded, show: str) -> None:
    for theme in ("light", "dark"):
        for device, width in (("desktop", 1280), ("phone", 390)):
            context = browser.new_context(base_url=embedded.site.url, viewport={"width": width, "height": 800})
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(f"/embed/course/{embedded.course}?show={show}&theme={theme}")
            if show != "player":
                page.locator("#question").fill(APERTURE)
                page.get_by_role("button", name="Ask").click()
                page.locator("#answer .cite").first.wait_for()
            page.evaluate("document.fonts.ready")
            check(page, f"embed-{show}-{device}-{theme}")
            context.close()


def test_the_page_of_the_studio_with_its_html_is_accessible(browser: Browser, embedded: Embedded) -> None:
    site = embedded.site
    [embed, *_] = site.served.run(listed(site))
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto(site.link("creator"))
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/")
    look_at(context, site.url, "studio-embedding", f"/studio/settings/embedding?embed={embed.id}")
    page.goto(f"/studio/settings/embedding?embed={embed.id}")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the HTML").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("chronos-snippet textarea").input_value()
    context.close()


async def listed(site: Site) -> Sequence[embeds.Embed]:
    ada = site.people.creator
    async with site.served.app.db.acting_as(ada) as tx:
        return await embeds.list_embeds(tx, ada)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_refusal_is_accessible(browser: Browser, embedded: Embedded, theme: Any) -> None:
    context = browser.new_context(base_url=embedded.site.url, color_scheme=theme)
    page = context.new_page()
    page.goto(f"/embed/{embedded.site.aperture}?token=x")
    expect(page.get_by_role("alert")).to_contain_text("Load the page again")
    check(page, f"embed-refused-{theme}")
    context.close()
