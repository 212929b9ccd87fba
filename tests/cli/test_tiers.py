"""`chronos tiers`."""

import json

from tests.cli.conftest import RunChronos


def test_tiers_are_listed_and_changed(chronos: RunChronos) -> None:
    assert chronos("tiers").out.splitlines()[0].split() == ["LIMIT", "BASIC", "PRO", "ENTERPRISE"]
    changed = chronos("tiers", "set", "basic", "videos=7", "ai_credit_usd=2.5")
    assert (changed.code, "ai_credit_usd" in changed.out) == (0, True)
    [basic, *_] = json.loads(chronos("tiers", "--json").out)
    assert (basic["tier"], basic["videos"], basic["ai_credit_usd"]) == ("basic", 7, 2.5)


def test_a_wrong_change_is_refused(chronos: RunChronos) -> None:
    assert (refused := chronos("tiers", "set", "basic", "videos")).code == 2
    assert refused.message == "Write LIMIT=VALUE, e.g. videos=500, not 'videos'."
    assert chronos("tiers", "set", "gold", "videos=1").code == 2
