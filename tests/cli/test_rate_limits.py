"""One question too many, on the command line."""

import re

import psycopg
import pytest

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase


@pytest.mark.parametrize("command", ["search", "ask"])
def test_it_says_when_to_try_again(chronos: RunChronos, creator: str, database: ADatabase, command: str) -> None:
    student = chronos("student", "add", "Sam", "--creator", creator).out.strip()
    with psycopg.connect(database.url) as connection:
        # So slowly that no machine is too slow for the test.
        connection.execute("update private.rate_limits set burst = 1, per_minute = 0.1 where per = 'student'")
    assert chronos(command, "What is light?", "--as", student).code == 0
    refused = chronos(command, "What is light?", "--as", student)
    assert refused.code == 4
    assert re.fullmatch(
        r"Too many questions in a short time: try again in \d+ minutes\. Finding words works meanwhile\.",
        refused.message,
    )
    assert chronos("search", "light", "--words", "--as", student).code == 0
