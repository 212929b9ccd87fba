"""`chronos embed`."""

import json

from tests.cli.conftest import RunChronos


def test_sites_are_added_listed_and_removed(chronos: RunChronos, creator: str) -> None:
    assert chronos("embed", "add-site", "https://Example.com/").out == "https://example.com\n"
    wrong = chronos("embed", "add-site", "http://example.com")
    assert (wrong.code, wrong.message.startswith("Write the site as https://host")) == (2, True)
    assert [one["origin"] for one in json.loads(chronos("embed", "sites", "--json").out)] == ["https://example.com"]
    assert "https://example.com" in chronos("embed", "sites").out
    assert chronos("embed", "remove-site", "https://example.com").out == "Removed https://example.com.\n"
    assert chronos("embed", "remove-site", "https://example.com").code == 3


def test_a_course_is_allowed_linked_and_ended(chronos: RunChronos, creator: str) -> None:
    chronos("course", "add", "Light")
    assert chronos("embed", "link", "--course", "Light").code == 3
    allowed = json.loads(chronos("embed", "allow", "--course", "Light", "--json").out)
    assert (allowed["embed"]["title"], allowed["embed"]["is_public"]) == ("Light", False)
    assert chronos("embed", "link", "--course", "Light").out.startswith(f"{allowed['url']}?token=")
    assert chronos("embed", "allow", "--course", "Light", "--public").out == f"{allowed['url']}\n"
    [listed] = json.loads(chronos("embed", "list", "--json").out)
    assert listed["is_public"] is True
    assert "everyone" in chronos("embed", "list").out
    assert chronos("embed", "end", listed["id"]).out == "The embed has ended.\n"
    assert chronos("embed", "end", listed["id"]).code == 3
    assert chronos("embed", "allow").code == 2
    assert chronos("embed", "allow", "--video", listed["id"]).code == 3
