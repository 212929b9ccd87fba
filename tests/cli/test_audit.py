"""`chronos audit`, and the commands that it lists."""

import json

from tests.cli.conftest import RunChronos


def _records(chronos: RunChronos, *words: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(chronos("audit", "--json", *words).out)
    return found


def test_tokens_links_tiers_and_limits_are_recorded(chronos: RunChronos, creator: str) -> None:
    chronos("student", "add", "Sam")
    chronos("token", "--student", "Sam")
    chronos("token", "--service")
    chronos("student", "link", "Sam")
    chronos("tiers", "set", "basic", "videos=500")
    chronos("creator", "limits", creator, "videos=7")
    chronos("erase", "student", "Sam", "--yes")
    actions = [str(one["action"]) for one in _records(chronos) if one["action"] != "command.run"]
    assert actions == [
        "student.erased", "limits.changed", "limits.changed", "sign_in_link.made", "token.minted", "token.minted",
    ]  # fmt: skip
    own, of_all = _records(chronos, "--action", "limits")
    assert own["details"] == {"to": {"videos": 7}}
    assert (of_all["creator_id"], of_all["details"]) == (
        None,
        {"tier": "basic", "from": {"videos": 5000}, "to": {"videos": 500}},
    )
    assert _records(chronos, "--action", "limits", "--creator", creator) == [own]
    text = chronos("audit", "--limit", "2").out.splitlines()
    assert text[0].split() == ["NUMBER", "TIME", "BY", "WHO", "ACTION", "OF"]
    assert len(text) == 3
    assert _records(chronos, "--from", "2999-01-01") == []
    oldest = _records(chronos)[-1]["id"]
    assert _records(chronos, "--before", str(oldest)) == []
