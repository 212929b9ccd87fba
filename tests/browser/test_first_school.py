"""First run: the link of the terminal leads to a named school and to the upload, without a script too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chronos.config import Settings
from chronos.db import embedded
from chronos.members import make_first_link
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_look import look_at
from tests.conftest import create_database, drop_database
from tests.media import a_silent_video
from tests.web.served import Served, served


@pytest.fixture
def empty(
    server: embedded.EmbeddedServer, migrated: str, models_home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Served]:
    """An application without a school."""
    made = create_database(server, "first_run", migrated)
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models_home / "models")
    with served(Settings(home=home, _env_file=None), made.login_url) as running:
        yield running
    drop_database(server, made.name)


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_a_school_is_named_and_gets_its_first_video(
    browser: Browser, empty: Served, tmp_path: Path, with_script: bool
) -> None:
    path = f"/begin/{empty.run(make_first_link(empty.app.db))}"
    if with_script:
        fresh = browser.new_context(base_url=empty.url)
        look_at(fresh, empty.url, "begin", path)
        fresh.close()
    context = browser.new_context(base_url=empty.url, java_script_enabled=with_script)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(path)
    page.get_by_label("Name of the school").fill("North Light")
    page.get_by_label("Your name").fill("Mara Lind")
    page.get_by_label("Your e-mail address").fill("mara@example.com")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/studio/videos")
    expect(page.get_by_text("North Light").first).to_be_visible()
    file = tmp_path / "intro.mp4"
    a_silent_video(file)
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("intro").first).to_be_visible()
    page.goto(path)
    expect(page.get_by_text("there is a school already")).to_be_visible()
    context.close()
