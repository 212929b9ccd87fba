"""`chronos notifications`."""

import json

from tests.cli.conftest import RunChronos


def test_deliveries_are_listed_and_tried_again(chronos: RunChronos, creator: str) -> None:
    assert json.loads(chronos("notifications", "list", "--json").out) == []
    assert chronos("notifications", "list", "--status", "failed", "--creator", creator).code == 0
    assert chronos("notifications", "retry").code == 2
    assert chronos("notifications", "retry", "7", "--all").code == 2
    assert chronos("notifications", "retry", "--all").out == "0 deliveries will be tried again.\n"
    assert chronos("notifications", "retry", "7").out == "0 deliveries will be tried again.\n"
