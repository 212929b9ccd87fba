"""An error is one line and an exit code."""

import re

import psycopg
import pytest

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase


@pytest.mark.parametrize("settings", [{"CHRONOS_JWT_SECRET": "short"}, {"CHRONOS_THREADS": "many"}])
def test_invalid_setting_is_refused_without_its_value(chronos: RunChronos, settings: dict[str, str]) -> None:
    run = chronos("videos", **settings)
    assert run.code == 2
    assert next(iter(settings)) in run.message
    assert settings.get("CHRONOS_JWT_SECRET", "…") not in run.err


@pytest.mark.parametrize("name", ["CHRONOS_EMBEDDER", "CHRONOS_LANGUAGE_MODEL"])
def test_unknown_provider_is_refused(chronos: RunChronos, creator: str, name: str) -> None:
    run = chronos("ask", "anything", **{name: "none-such"})
    assert run.code == 2
    assert f"{name}=none-such" in run.message


@pytest.mark.parametrize("places", ["localhost", ":80", "localhost:http", "http://localhost:80/"])
def test_invalid_import_from_is_refused(chronos: RunChronos, places: str) -> None:
    run = chronos("videos", CHRONOS_IMPORT_FROM=places)
    assert run.code == 2
    assert "CHRONOS_IMPORT_FROM" in run.message


@pytest.mark.parametrize("command", ["search", "ask"])
def test_rate_limit_says_when_to_retry(chronos: RunChronos, creator: str, database: ADatabase, command: str) -> None:
    student = chronos("student", "add", "Sam", "--creator", creator).out.strip()
    with psycopg.connect(database.url) as connection:
        # So slowly that no machine is too slow for the test.
        connection.execute("update private.rate_limits set burst = 1, per_minute = 0.1 where per = 'student'")
    assert chronos(command, "What is light?", "--as", student).code == 0
    refused = chronos(command, "What is light?", "--as", student)
    assert refused.code == 4
    assert re.fullmatch(
        r"Too many questions\. Try again in \d+ minutes; keyword search still works\.",
        refused.message,
    )
    assert chronos("search", "light", "--words", "--as", student).code == 0
