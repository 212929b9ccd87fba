"""`chronos student`."""

import json

from tests.cli.conftest import RunChronos


def test_students_are_listed(chronos: RunChronos, creator: str) -> None:
    chronos("student", "add", "Sam", "--creator", creator)
    assert [one["name"] for one in json.loads(chronos("student", "list", "--json").out)] == ["Sam"]
