"""`chronos erase`."""

import json

from tests.cli.conftest import RunChronos


def test_a_student_is_erased_for_good(chronos: RunChronos, creator: str) -> None:
    chronos("student", "add", "Sam")
    unasked = chronos("erase", "student", "Sam")
    assert (unasked.code, "pass --yes" in unasked.message) == (2, True)
    erased = chronos("erase", "student", "Sam", "--yes")
    assert erased.out == "Erased Sam: 0 conversations, 0 messages, 0 notes, progress in 0 videos.\n"
    assert chronos("erase", "student", "Sam", "--yes").code == 3


def test_the_receipt_has_the_rows_of_each_table(chronos: RunChronos, creator: str) -> None:
    chronos("student", "add", "Sam")
    receipt = json.loads(chronos("erase", "student", "Sam", "--yes", "--json").out)
    assert (receipt["name"], receipt["rows"]) == ("Sam", {"public.students": 1})
