"""Pictures in a real browser, under the site's security policy; and which files it really plays."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from chronos.providers.speech.media import probe
from chronos.videos.judge_playback import Codings, word_playback_problem
from tests.browser.conftest import Site
from tests.browser.test_player import sign_in
from tests.media import a_film, stripes

WHEN_LOADED = "(image) => image.complete && image.naturalWidth > 0"


def test_library_shows_posters(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto("/videos")
    images = page.locator("#library .poster img")
    expect(images).to_have_count(2)
    for image in images.all():
        image.scroll_into_view_if_needed()
        page.wait_for_function(WHEN_LOADED, arg=image.element_handle())
        assert image.bounding_box() == image.bounding_box() | {"width": 160, "height": 90}  # type: ignore[operator]


def test_player_shows_its_poster_and_small_pictures(page: Page, site: Site) -> None:
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}")
    loaded = """async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }"""
    assert page.evaluate(loaded, page.locator("#player").get_attribute("poster")) == [854, 480]
    cue = """async (address) => {
      const track = document.createElement("track");
      Object.assign(track, { kind: "metadata", src: address });
      document.querySelector("#player").append(track);
      track.track.mode = "hidden";
      await new Promise((resolve) => (track.onload = resolve));
      const { startTime, endTime, text } = track.track.cues[24];
      return [startTime, endTime, text.trim(), track.track.cues.length];
    }"""
    start, end, text, count = page.evaluate(cue, f"/videos/{site.aperture}/storyboard.vtt")
    assert (start, count) == (120, 25)
    assert end == pytest.approx(121.6, abs=0.1)
    address, _, box = text.partition("#")
    assert box == "xywh=640,180,160,90"
    assert page.evaluate(loaded, f"/videos/{site.aperture}/{address}") == [1600, 270]


@pytest.mark.parametrize(
    ("ending", "codec", "pixels", "plays"),
    [
        ("mp4", "libx264", "yuv420p", True),
        ("mov", "libx264", "yuv420p", True),
        ("webm", "libvpx", "yuv420p", True),
        ("webm", "libvpx-vp9", "yuv420p", True),
        ("mp4", "libx265", "yuv420p", False),
        ("mp4", "mpeg4", "yuv420p", False),
        ("mov", "prores_ks", "yuv422p10le", False),
    ],
)
def test_files_play_as_they_are_judged(
    browser: Browser, tmp_path: Path, ending: str, codec: str, pixels: str, plays: bool
) -> None:
    path = a_film(tmp_path / f"x.{ending}", lambda _: stripes(), 2, codec=codec, pixels=pixels)
    found = probe(path)
    codings = Codings(found.container, found.video_codec, found.video_profile, found.audio_codec)
    assert (word_playback_problem(codings, is_own=True) is None) is plays
    window = browser.new_page()
    window.route("**/film", lambda route: route.fulfill(body=path.read_bytes(), content_type=found.content_type))
    window.route("**/page", lambda route: route.fulfill(body="<video muted></video>", content_type="text/html"))
    window.goto("http://films.example/page")
    show = """(address) => new Promise((resolve) => {
      const video = document.querySelector("video");
      video.onerror = () => resolve(false);
      video.onplaying = () => resolve(video.videoWidth > 0);
      video.src = address;
      video.play().catch(() => {});
    })"""
    assert window.evaluate(show, "/film") is plays
    window.close()
