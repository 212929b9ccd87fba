"""Links lead to the server that runs."""

from pathlib import Path

import pytest

from chronos.cli.running_server import remembered, with_running_address
from chronos.config import Settings

ELSEWHERE = "http://127.0.0.1:8123"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", _env_file=None)


def test_links_lead_to_the_server_while_it_runs(settings: Settings) -> None:
    running = settings.model_copy(update={"public_url": ELSEWHERE})
    with remembered(running):
        assert with_running_address(settings).public_url == ELSEWHERE
    assert with_running_address(settings).public_url == "http://127.0.0.1:8000"


def test_an_address_that_is_set_stays(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, public_url="https://learn.example.com", _env_file=None)
    with remembered(settings.model_copy(update={"public_url": ELSEWHERE})):
        assert with_running_address(settings).public_url == "https://learn.example.com"


def test_of_two_servers_the_last_one_counts(settings: Settings) -> None:
    with remembered(settings.model_copy(update={"public_url": "http://127.0.0.1:8124"})):
        with remembered(settings.model_copy(update={"public_url": ELSEWHERE})):
            assert with_running_address(settings).public_url == ELSEWHERE
        assert with_running_address(settings).public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "left", [f"1 {ELSEWHERE}\n", "4194305 http://127.0.0.1:8123\n", "", "no number", "1 2 3", "-1 http://x"]
)
def test_what_a_killed_server_left_is_ignored(settings: Settings, left: str) -> None:
    settings.home.mkdir()
    (settings.home / "running-server").write_text(left)
    assert with_running_address(settings).public_url == "http://127.0.0.1:8000"
    with remembered(settings.model_copy(update={"public_url": ELSEWHERE})):
        assert with_running_address(settings).public_url == ELSEWHERE
