"""`chronos creator`."""

import json

from tests.cli.conftest import RunChronos


def test_creators_are_listed(chronos: RunChronos, creator: str) -> None:
    assert [one["id"] for one in json.loads(chronos("creator", "list", "--json").out)] == [creator]
    assert "Ada" in chronos("creator", "list").out
