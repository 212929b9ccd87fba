"""Values of Whop's JSON."""

import pytest

from chronos.errors import Invalid
from chronos.whop.read_json import is_id, read_id, read_part, read_time


def test_the_first_name_with_an_id_counts() -> None:
    assert read_id({"user": None, "user_id": "user_1"}, "user", "user_id") == "user_1"
    assert read_id({"user": {"id": "user_1"}, "user_id": "user_2"}, "user", "user_id") == "user_1"
    assert read_id({"user": {}}, "user", "user_id") is None


def test_a_missing_part_is_empty_and_another_kind_is_refused() -> None:
    assert read_part({"data": None}, "data") == {}
    with pytest.raises(Invalid):
        read_part({"data": []}, "data")


@pytest.mark.parametrize("late", [10**18, 1e300, "9999-12-31T23:59:59Z"])
def test_a_time_that_never_comes_is_none(late: object) -> None:
    assert read_time({"expires_at": late}, "expires_at") is None


@pytest.mark.parametrize("wrong", [True, [], -1, float("nan"), "soon", "2026-13-01"])
def test_other_values_are_no_times(wrong: object) -> None:
    with pytest.raises(Invalid):
        read_time({"expires_at": wrong}, "expires_at")


@pytest.mark.parametrize(
    ("text", "expected"), [("biz_1", True), ("", False), ("a b", False), ("é", False), ("a\n", False)]
)
def test_ids_have_letters_digits_and_lines(text: str, expected: bool) -> None:
    assert is_id(text) == expected
