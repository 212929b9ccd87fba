"""`chronos student invite-link`."""

import json

from tests.cli.conftest import RunChronos


def test_links_are_made_listed_and_ended(chronos: RunChronos, creator: str) -> None:
    chronos("course", "add", "Light")
    made = chronos("student", "invite-link", "--course", "Light", "--days", "3", "--uses", "5")
    assert made.out.startswith("http://127.0.0.1:8000/join/")
    [link] = json.loads(chronos("student", "invite-link", "--list", "--json").out)
    assert (link["course"], link["state"], link["max_uses"]) == ("Light", "good", 5)
    assert "0 of 5" in chronos("student", "invite-link", "--list").out
    assert chronos("student", "invite-link", "--end", link["id"]).code == 0
    assert json.loads(chronos("student", "invite-link", "--list", "--json").out)[0]["state"] == "revoked"
    assert chronos("student", "invite-link", "--end", link["id"][:8]).code == 2
    assert chronos("student", "invite-link", "--course", "Sound").code == 3
    assert json.loads(chronos("student", "invite-link", "--json").out)["invite_link"]["course"] is None
