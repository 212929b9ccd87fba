"""`chronos analytics recompute`: days are counted again, and those that are not are named."""

import json

from tests.cli.conftest import RunChronos


def test_days_are_counted_again(chronos: RunChronos, creator: str) -> None:
    done = chronos("analytics", "recompute", "--from", "2000-01-01", "--creator", "Ada")
    counted, stayed = done.out.splitlines()
    assert counted.startswith("Counted 39")
    assert stayed.startswith("Days before 20")
    assert json.loads(chronos("analytics", "recompute", "--from", "2999-01-01", "--json").out)["days"] == 0
    refused = chronos("analytics", "recompute", "--from", "2026-02-01", "--to", "2026-01-01")
    assert (refused.code, "before it begins" in refused.err) == (2, True)
