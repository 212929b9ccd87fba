"""A value of another type is refused, however alike it looks."""

import json

import pytest
from pydantic import TypeAdapter, ValidationError

from chronos.web.json_values import DateTime, WholeNumber


@pytest.mark.parametrize("text", ["true", '"1"', "1.5", "null", "[1]", "1e400", "NaN"])
def test_only_whole_numbers_are_whole_numbers(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(WholeNumber).validate_python(json.loads(text))


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("1.0", 1), ("1e2", 100), ("-0", 0)])
def test_whole_numbers_are_written_in_any_way(text: str, number: int) -> None:
    read = TypeAdapter(WholeNumber).validate_python(json.loads(text))
    assert (type(read), read) == (int, number)


@pytest.mark.parametrize("value", [0, 1.5, True, "1700000000", "1700000000.5", "-1", " 5 ", None])
def test_numbers_are_no_dates(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(DateTime).validate_python(value)


def test_dates_have_a_time_zone() -> None:
    assert TypeAdapter(DateTime).validate_python("2026-01-31T12:00:00Z").year == 2026
    with pytest.raises(ValidationError):
        TypeAdapter(DateTime).validate_python("2026-01-31T12:00:00")
