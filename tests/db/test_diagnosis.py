"""Diagnoses name a few things and count the rest."""

from chronos.db.diagnosis import Diagnosis, name_some, ok


def test_some_names_are_shown_and_the_rest_counted() -> None:
    assert name_some(["a", "b", "c"]) == "a, b, c"
    assert name_some(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_passed_check_has_no_remedy() -> None:
    assert ok("disk", "5 GB free") == Diagnosis("disk", "ok", "5 GB free", "")
