"""The creator that commands act for, and how people are named."""

from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase


def test_the_creator_in_use_is_the_default(chronos: RunChronos, creator: str) -> None:
    bob = chronos("creator", "add", "Bob").out.strip()
    assert "several creators" in chronos("use").message
    assert chronos("use", "bob").out == f"Bob ({bob})\n"
    assert chronos("use").out == f"Bob ({bob})\n"
    chronos("student", "add", "Sam")
    assert bob in chronos("student", "list").out
    assert chronos("videos").code == 0


def test_a_creator_in_use_that_is_gone_is_forgotten(chronos: RunChronos, creator: str, home_file: str) -> None:
    assert chronos("videos").code == 0
    assert chronos("use").out == f"Ada ({creator})\n"


@pytest.fixture(params=["1b4e28ba-2fa1-11d2-883f-0016d3cca427\n", "no id", ""])
def home_file(request: pytest.FixtureRequest, home: Path) -> str:
    """What `chronos use` keeps, of another database or broken."""
    (home / "creator-in-use").write_text(request.param)
    return str(request.param)


def test_people_are_named_by_name_address_and_the_beginning_of_the_id(chronos: RunChronos, creator: str) -> None:
    sam = chronos("student", "add", "Sam Smith", "--email", "sam@example.com").out.strip()
    for who in (sam, sam[:8], "sam smith", "SAM@example.com"):
        assert chronos("token", "--student", who).code == 0, who
    for who in ("Sam", sam[:3], "%", "s_m smith"):
        run = chronos("token", "--student", who)
        assert (run.code, run.out) == (3, ""), who
        assert "`chronos student list` shows all" in run.message
    assert "pass it with --student" in chronos("token", "--creator", "Sam Smith").message


def test_a_name_of_several_people_is_refused_with_their_ids(chronos: RunChronos, creator: str) -> None:
    ids = [chronos("student", "add", "Sam").out.strip() for _ in range(2)]
    run = chronos("ask", "why?", "--as", "sam")
    assert run.code == 2
    assert all(one in run.message for one in ids)


def test_a_name_cannot_write_to_the_terminal(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    with psycopg.connect(database.url) as connection:  # `student add` refuses such a name
        for _ in range(2):
            connection.execute(
                "insert into students (creator_id, name) values (%s, %s)",
                [creator, "Sam\x1b[31m\nchronos: all is well"],
            )
    run = chronos("ask", "why?", "--as", "Sam\x1b[31m\nchronos: all is well")
    assert run.code == 2
    assert "\x1b" not in run.err
    assert len(run.err.splitlines()) == 1
