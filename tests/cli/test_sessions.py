"""`chronos sessions`."""

import json
from uuid import UUID

from chronos.model import CreatorId
from tests.cli.conftest import RunChronos
from tests.conftest import ADatabase
from tests.factories import a_sign_in, as_creator


def test_sessions_are_listed_and_ended(chronos: RunChronos, creator: str, database: ADatabase) -> None:
    chronos("student", "add", "Sam")
    for _ in range(3):
        a_sign_in(database.superuser_url, as_creator(CreatorId(UUID(creator))))
    listed = json.loads(chronos("sessions", "list", "--json").out)
    assert [(each["person"], each["browser"]) for each in listed] == [("Ada", "Firefox on Linux")] * 3
    assert "Firefox on Linux" in chronos("sessions", "list", "ada").out
    assert chronos("sessions", "list", "sam").out == "ID  PERSON  BROWSER  LAST USED\n"
    assert chronos("sessions", "end", listed[0]["id"]).out == "Ended.\n"
    again = chronos("sessions", "end", listed[0]["id"])
    assert again.code == 3
    assert "chronos sessions list" in again.message
    assert chronos("sessions", "end", "--of", "Ada").out == "Ended 2 of Ada.\n"
    assert json.loads(chronos("sessions", "list", "--json").out) == []


def test_unclear_words_are_refused(chronos: RunChronos, creator: str) -> None:
    assert chronos("sessions", "end").code == 2
    assert chronos("sessions", "end", "x", "--of", "Ada").code == 2
    assert chronos("sessions", "end", "x").code == 2
