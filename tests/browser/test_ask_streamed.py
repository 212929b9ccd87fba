"""A worded answer while it is made: its sources appear as they resolve, play already, and their quote is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from chronos.config import Settings
from chronos.db import embedded
from tests.browser.conftest import Site
from tests.browser.test_player import APERTURE, expect_playing_from, sign_in
from tests.conftest import create_database, drop_database
from tests.language_model_server import KEY, MODEL, LanguageModelServer, Reply, Script, events_of, language_model_server
from tests.web.conftest import make_people
from tests.web.course import add_lesson
from tests.web.served import served

PLACES = [(0, each, each) for each in range(4)]
SAID = Script(
    said=[("A small number means a large hole, while f/16 is a very small hole.", PLACES), (" Then more follows.", [])]
)


@pytest.fixture(scope="module")
def provider() -> Iterator[LanguageModelServer]:
    with language_model_server() as running:
        yield running


@pytest.fixture(scope="module")
def site(
    server: embedded.EmbeddedServer,
    migrated: str,
    models_home: Path,
    tmp_path_factory: pytest.TempPathFactory,
    provider: LanguageModelServer,
) -> Iterator[Site]:
    made = create_database(server, "browser_streamed", migrated)
    home = tmp_path_factory.mktemp("streamed")
    (home / "models").symlink_to(models_home / "models")
    settings = Settings(
        home=home,
        _env_file=None,
        language_model=f"openai:{MODEL}",
        openai_api_key=SecretStr(KEY),
        model_prices=f"openai:{MODEL}=0.20/0.60",
        openai_base_url=f"{provider.url}/v1",
    )
    with served(settings, made.login_url) as running:
        people = running.run(make_people(running.app))
        lesson = running.run(add_lesson(running.app, people.creator, 0))
        yield Site(running, people, lesson, lesson)
    drop_database(server, made.name)


def test_sources_appear_and_play_before_the_answer_is_whole(
    page: Page, site: Site, provider: LanguageModelServer
) -> None:
    provider.replies = [Reply(events=events_of("openai", SAID)[:-4], is_held=True)]
    sign_in(page, site)
    page.goto(f"/videos/{site.aperture}?tab=ask")
    page.wait_for_load_state("load")
    page.get_by_role("textbox", name="Ask about this video").fill(APERTURE)
    page.keyboard.press("Enter")
    making = page.locator("#thread [aria-busy]")
    cited = making.locator("[data-text] a.cite").first
    expect(cited).to_be_visible()
    expect(making.locator("[data-sources] li").first).to_contain_text("f/16 is a very small hole")
    cited.click()
    expect_playing_from(page, float(cited.get_attribute("data-seconds") or "nan"))
    making.get_by_role("button", name="Stop").click()
    expect(making).to_have_count(0)
    expect(page.locator("#thread")).to_contain_text("The answer was stopped before its end.")
    page.locator("#thread .worded a.cite").first.hover()
    expect(page.locator(".peek")).to_contain_text("f/16 is a very small hole")
    page.keyboard.press("Escape")
    expect(page.locator(".peek")).to_have_count(0)
