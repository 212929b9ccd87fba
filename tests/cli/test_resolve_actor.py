"""The person on whose behalf a command acts."""

import pytest

from tests.cli.conftest import RunChronos


def test_invalid_id_is_refused(chronos: RunChronos, creator: str) -> None:
    run = chronos("video", "seven")
    assert (run.code, run.out) == (2, "")
    assert "is not an id" in run.message


def test_several_creators_need_an_option(chronos: RunChronos, creator: str) -> None:
    chronos("creator", "add", "Bob")
    assert "several creators" in chronos("videos").message


@pytest.mark.parametrize("words", [("videos",), ("student", "add", "Sam")])
def test_without_a_creator_the_next_step_is_named(chronos: RunChronos, words: tuple[str, ...]) -> None:
    run = chronos(*words)
    assert run.code == 2
    assert "chronos creator add" in run.message


def test_a_person_without_access_is_named(chronos: RunChronos, creator: str) -> None:
    chronos("student", "add", "Sam")
    chronos("student", "end", "Sam")
    run = chronos("videos", "--as", "Sam")
    assert (run.code, run.message) == (3, "The access of “Sam” has ended or is paused: they see nothing.")
